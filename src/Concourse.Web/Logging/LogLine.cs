using System.Globalization;
using System.Text.Json;

namespace Concourse.Web.Logging;

/// <summary>
/// One log record as one line of JSON in upstream's form (web-flags-and-operations.md §4): timestamp in UTC with nine fractional
/// digits, level, source, message and data with sorted keys.
/// </summary>
internal static class LogLine
{
    private const string OriginalFormat = "{OriginalFormat}";

    public static byte[] Write(
        DateTimeOffset time, LogLevel level, string source, string message, IEnumerable<KeyValuePair<string, object?>> fields, Exception? exception)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", Name(level));
            json.WriteString("source", source);
            json.WriteString("message", message);
            json.WriteStartObject("data");
            var data = fields
                .Where(f => f.Key != OriginalFormat)
                .Select(f => KeyValuePair.Create(JsonNamingPolicy.KebabCaseLower.ConvertName(f.Key), Convert.ToString(f.Value, CultureInfo.InvariantCulture)))
                .Concat(exception is null ? [] : [KeyValuePair.Create<string, string?>("error", exception.ToString())])
                .OrderBy(f => f.Key, StringComparer.Ordinal);
            foreach (var (key, value) in data)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information or LogLevel.Warning => "info",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}
