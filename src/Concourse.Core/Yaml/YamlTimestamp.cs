using System.Globalization;
using System.Text.RegularExpressions;

namespace Concourse.Core.Yaml;

/// <summary>The forms of time that upstream's YAML library knows.</summary>
internal static partial class YamlTimestamp
{
    private static readonly string[] Forms =
    [
        "yyyy-M-d", "yyyy-M-d H:m:s", "yyyy-M-d H:m:s.FFFFFFF", "yyyy-M-dTH:m:sK", "yyyy-M-dTH:m:s.FFFFFFFK",
    ];

    public static bool IsOne(string text)
    {
        var match = Form().Match(text);
        return match.Success && DateTime.TryParseExact(
            Shortened(text).Replace('t', 'T'), Forms, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _);
    }

    // More digits of a second than a tick are of no interest.
    private static string Shortened(string text) => LongFraction().Replace(text, "$1");

    [GeneratedRegex(@"\A\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[-+]\d{2}:\d{2}))|(?: \d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    [GeneratedRegex(@"(\.\d{7})\d+", RegexOptions.CultureInvariant)]
    private static partial Regex LongFraction();
}
