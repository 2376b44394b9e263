using Concourse.Core.Configuration;
using Concourse.Core.Values;

namespace Concourse.Core.Validation.VarSources;

/// <summary>
/// The settings of one type of var source, checked as upstream's decoder does: by type, keys without regard to case,
/// unknown keys refused, all mistakes in one text.
/// </summary>
/// <param name="goType">The name of the settings' type in upstream's messages.</param>
/// <param name="settings">In the order of upstream's fields, which is that of its messages.</param>
internal sealed class SettingShape(string goType, params Setting[] settings)
{
    /// <summary>What is wrong with the settings, or null.</summary>
    public string? Error(Value? config)
    {
        if (config is null or NullValue)
        {
            return null;
        }

        if (config is not MapValue map)
        {
            return $"'' expected a map or struct, got {GoText.Quote(Kind(config))}";
        }

        var errors = new List<string>();
        var unused = new SortedSet<string>(map.Keys, Utf8Order.Instance);
        foreach (var setting in settings)
        {
            if (Find(map, setting.Name) is { } entry)
            {
                unused.Remove(entry.Key);
                errors.AddRange(Errors(setting.Kind, setting.Name, entry.Value));
            }
        }

        if (unused.Count > 0)
        {
            errors.Add($"'{goType}' has invalid keys: {string.Join(", ", unused)}");
        }

        return errors.Count == 0 ? null : $"decoding failed due to the following error(s):\n\n{string.Join('\n', errors)}";
    }

    private static MapEntry? Find(MapValue map, string name) => map.TryGetValue(name, out _)
        ? map.Entries.First(e => e.Key == name)
        : map.Entries.FirstOrDefault(e => e.Key.Equals(name, StringComparison.OrdinalIgnoreCase)) is { Key: not null } entry ? entry : null;

    private static IEnumerable<string> Errors(SettingKind kind, string name, Value value) => (kind, value) switch
    {
        (_, NullValue) => [],
        (SettingKind.Text, StringValue) or (SettingKind.Flag, BoolValue) or (SettingKind.Duration, NumberValue) => [],
        (SettingKind.Duration, StringValue text) => GoDuration.TryParse(text.Text, out _, out var error) ? [] : [$"'{name}' {Short(error)}"],
        (SettingKind.Texts, ListValue list) => list.Index().SelectMany(i => Errors(SettingKind.Text, $"{name}[{i.Index}]", i.Item)),
        (SettingKind.Texts, _) => [$"'{name}' source data must be an array or slice, got {Kind(value)}"],
        (SettingKind.TextMap, MapValue map) => map.Entries.SelectMany(e => Errors(SettingKind.Text, $"{name}[{e.Key}]", e.Value)),
        _ => [$"'{name}' expected type '{Expected(kind)}', got unconvertible type '{GoFormat.Type(value)}'"],
    };

    // Upstream's decoder cuts the text that is no duration off the message.
    private static string Short(string error) => error.StartsWith("time: unknown unit ", StringComparison.Ordinal)
        ? "time: unknown unit"
        : error[..error.LastIndexOf(' ')];

    private static string Expected(SettingKind kind) => kind switch
    {
        SettingKind.Flag => "bool",
        SettingKind.Duration => "time.Duration",
        SettingKind.TextMap => "map[string]string",
        _ => "string",
    };

    private static string Kind(Value value) => value switch
    {
        ListValue => "slice",
        MapValue => "map",
        _ => GoFormat.Type(value),
    };
}
