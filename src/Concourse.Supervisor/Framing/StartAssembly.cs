using Concourse.Runtime.Supervision.Protocol;

namespace Concourse.Supervisor.Framing;

/// <summary>Puts a <see cref="StartMessage"/> together that came in parts, per channel.</summary>
internal sealed class StartAssembly
{
    private readonly Dictionary<uint, MemoryStream> _parts = [];

    public void Add(uint channel, ReadOnlySpan<byte> part)
    {
        if (!_parts.TryGetValue(channel, out var assembled))
        {
            _parts.Add(channel, assembled = new MemoryStream());
        }

        if (assembled.Length + part.Length > StartMessage.MaxLength)
        {
            throw new ProtocolException($"start of more than {StartMessage.MaxLength} bytes");
        }

        assembled.Write(part);
    }

    public StartMessage Complete(uint channel, ReadOnlySpan<byte> last)
    {
        Add(channel, last);
        _parts.Remove(channel, out var assembled);
        return StartMessage.Decode(assembled!.GetBuffer().AsSpan(0, (int)assembled.Length));
    }
}
