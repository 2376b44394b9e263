using Concourse.Runtime.Supervision.Protocol;
using Concourse.Supervisor.Native;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Processes;

/// <summary>
/// Writes a process's stdin: what came with its start, then live bytes, then the end. Live bytes carry offsets, so that a client
/// that reconnects may send again what it does not know to have arrived.
/// </summary>
internal sealed class StdinFeeder(SafeFileHandle target, bool terminal, Action onTaken)
{
    /// <summary>Live bytes that may wait for the process to read, in bytes.</summary>
    public const int Window = 256 * 1024;

    private const byte EndOfTransmission = 4;

    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _waiting = [];
    private readonly AutoResetEvent _changed = new(initialState: false);
    private long _received;
    private long _taken;
    private bool _closed;

    /// <summary>Live bytes that the process's pipe took.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    public void StartThread(byte[] first, bool keepOpen)
    {
        _closed = !keepOpen;
        new Thread(() => Run(first)) { IsBackground = true, Name = "stdin" }.Start();
    }

    public void Offer(long offset, ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            if (offset > _received || _received - Taken + data.Length > Window + FrameCodec.MaxPayload)
            {
                throw new ProtocolException("stdin beyond its window");
            }

            var known = (int)Math.Min(_received - offset, data.Length);
            if (_closed || known == data.Length)
            {
                return;
            }

            _waiting.Enqueue(data[known..].ToArray());
            _received += data.Length - known;
        }

        _changed.Set();
    }

    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
        }

        _changed.Set();
    }

    private void Run(byte[] first)
    {
        var open = TryWrite(first);
        while (Next() is { } chunk)
        {
            open = open && TryWrite(chunk);
            Interlocked.Add(ref _taken, chunk.Length);
            onTaken();
        }

        if (!terminal)
        {
            target.Dispose();
        }
        else if (open && _received > 0)
        {
            TryWrite([EndOfTransmission]);
        }
    }

    private byte[]? Next()
    {
        while (true)
        {
            lock (_lock)
            {
                if (_waiting.TryDequeue(out var chunk))
                {
                    return chunk;
                }

                if (_closed)
                {
                    return null;
                }
            }

            _changed.WaitOne();
        }
    }

    /// <summary>False when the process no longer reads; that is its right.</summary>
    private bool TryWrite(ReadOnlySpan<byte> data)
    {
        try
        {
            Descriptors.WriteAll(target, data);
            return true;
        }
        catch (ErrnoException e) when (e.Errno is Errno.BrokenPipe or Errno.InputOutput)
        {
            return false;
        }
    }
}
