using System.Globalization;
using System.Text.RegularExpressions;

namespace ResourceTypes.Mock;

/// <summary>Where other file systems are mounted: their contents are no part of the image.</summary>
internal static partial class MountPoints
{
    /// <summary>Absolute paths without the root itself.</summary>
    public static IReadOnlySet<string> OfThisProcess() => Parse(File.ReadAllText("/proc/self/mountinfo"));

    /// <summary>Field 5 of every line of <c>/proc/self/mountinfo</c>, octal escapes resolved.</summary>
    public static IReadOnlySet<string> Parse(string mountinfo) => mountinfo
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' '))
        .Where(fields => fields.Length > 4 && fields[4] != "/")
        .Select(fields => OctalEscape().Replace(fields[4], Unescape))
        .ToHashSet(StringComparer.Ordinal);

    private static string Unescape(Match escape) =>
        ((char)Convert.ToInt32(escape.Value[1..], 8)).ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\\[0-7]{3}")]
    private static partial Regex OctalEscape();
}
