using System.Runtime.CompilerServices;
using System.Text;

namespace Concourse.Client.Events;

/// <summary>One message of a <c>text/event-stream</c>.</summary>
internal readonly record struct ServerSentEvent(string? Id, string Type, string Data);

/// <summary>Reads messages of a <c>text/event-stream</c>; one that the stream ends in the middle of is dropped.</summary>
internal sealed class ServerSentEventReader(Stream stream)
{
    public async IAsyncEnumerable<ServerSentEvent> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var lines = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 32 * 1024);
        string? id = null;
        var type = "";
        StringBuilder? data = null;
        while (await lines.ReadLineAsync(ct) is { } line)
        {
            if (line.Length == 0)
            {
                if (data is not null)
                {
                    yield return new ServerSentEvent(id, type, data.ToString());
                }

                (id, type, data) = (null, "", null);
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? "" : line[(colon + 1)..];
            value = value.StartsWith(' ') ? value[1..] : value;
            switch (field)
            {
                case "id":
                    id = value;
                    break;
                case "event":
                    type = value;
                    break;
                case "data":
                    data = data is null ? new StringBuilder(value) : data.Append('\n').Append(value);
                    break;
                default:
                    break;
            }
        }
    }
}
