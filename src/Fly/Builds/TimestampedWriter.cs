using System.Globalization;

namespace Fly.Builds;

/// <summary>Writes build output, with the time in front of every line when asked for; lines may come in pieces.</summary>
internal sealed class TimestampedWriter(TextWriter output, bool showTimestamps, TimeZoneInfo zone)
{
    private const string NoTime = "          ";
    private bool atLineStart = true;

    /// <param name="time">Unix seconds; 0 for none.</param>
    /// <param name="text">Any piece of output.</param>
    public void Write(long time, string text)
    {
        if (!showTimestamps)
        {
            output.Write(text);
            return;
        }

        var prefix = time == 0 ? NoTime : Local(time).ToString("HH:mm:ss", CultureInfo.InvariantCulture) + "  ";
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            output.Write(atLineStart ? prefix : "");
            var end = rest.IndexOf('\n');
            var line = end < 0 ? rest : rest[..(end + 1)];
            output.Write(line);
            atLineStart = end >= 0;
            rest = rest[line.Length..];
        }
    }

    private DateTimeOffset Local(long time) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(time), zone);
}
