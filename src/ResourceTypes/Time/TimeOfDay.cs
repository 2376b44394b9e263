using System.Globalization;
using System.Text.RegularExpressions;
using ResourceTypes.Protocol;

namespace ResourceTypes.Time;

/// <summary>Times of day as pipelines write them, with an optional offset that is taken off to give UTC.</summary>
internal static partial class TimeOfDay
{
    private static readonly string[] Formats = ["h:mm tt", "htt", "h tt", "H:mm", "HHmm"];

    /// <exception cref="ResourceException">The text fits no format.</exception>
    public static TimeOnly Parse(string text)
    {
        var match = Shape().Match(text);
        if (!match.Success
            || !TimeOnly.TryParseExact(
                match.Groups["time"].Value, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            throw new ResourceException(
                $"invalid time format: {text}, must be one of: 3:04 PM -0700, 3PM -0700, 3 PM -0700, 15:04 -0700, 1504 -0700, 3:04 PM, 3PM, 3 PM, 15:04, 1504");
        }

        var offset = match.Groups["offset"].Value;
        if (offset.Length == 0)
        {
            return time;
        }

        var minutes = (int.Parse(offset.AsSpan(1, 2), CultureInfo.InvariantCulture) * 60)
            + int.Parse(offset.AsSpan(3, 2), CultureInfo.InvariantCulture);
        return time.AddMinutes(offset[0] == '-' ? minutes : -minutes);
    }

    [GeneratedRegex(@"^(?<time>.*?)( (?<offset>[+-]\d{4}))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
