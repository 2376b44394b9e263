namespace Concourse.Core.Validation.VarSources;

/// <summary>What a setting of a var source may hold. Null always leaves the default.</summary>
internal enum SettingKind
{
    Text,
    Flag,

    /// <summary>A Go duration, or a number of nanoseconds.</summary>
    Duration,
    Texts,
    TextMap,
}

/// <summary>A setting by its key.</summary>
internal sealed record Setting(string Name, SettingKind Kind = SettingKind.Text);
