using System.Globalization;
using ResourceTypes.Protocol;

namespace ResourceTypes.Time;

/// <summary>The two textual forms of a version's moment. Precision is 100 ns.</summary>
internal static class Timestamp
{
    /// <summary>RFC 3339 without trailing zeros of the fraction: <c>2026-11-22T20:07:37.1Z</c>.</summary>
    public static string Rfc3339(DateTimeOffset moment) => moment.Offset == TimeSpan.Zero
        ? moment.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)
        : moment.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);

    /// <summary>The contents of the file <c>timestamp</c>: <c>2026-11-22 20:07:37.1 +0000 UTC</c>.</summary>
    public static string Long(DateTimeOffset moment)
    {
        var text = moment.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
        var offset = moment.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);

        // A moment read from JSON knows its offset but not the zone's name; the offset stands for it.
        return $"{text} {offset} {(moment.Offset == TimeSpan.Zero ? "UTC" : offset)}";
    }

    /// <exception cref="ResourceException">The text is no RFC 3339 time.</exception>
    public static DateTimeOffset Parse(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : throw new ResourceException($"version.time '{text}' is no RFC 3339 time such as 2026-11-22T20:07:37Z");
}
