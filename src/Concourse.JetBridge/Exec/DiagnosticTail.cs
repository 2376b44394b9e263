using System.Text;

namespace Concourse.JetBridge.Exec;

/// <summary>The last 4 KiB of a helper's stderr.</summary>
internal sealed class DiagnosticTail
{
    private const int Limit = 4096;

    private readonly Lock _lock = new();
    private byte[] _tail = [];

    public string Text
    {
        get
        {
            lock (_lock)
            {
                return Encoding.UTF8.GetString(_tail);
            }
        }
    }

    public void Append(ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            var kept = data[Math.Max(0, data.Length - Limit)..];
            var before = _tail.AsSpan(Math.Max(0, _tail.Length - (Limit - kept.Length)));
            _tail = [.. before, .. kept];
        }
    }
}
