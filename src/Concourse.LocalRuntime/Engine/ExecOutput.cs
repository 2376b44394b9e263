using System.Runtime.InteropServices;
using Docker.DotNet;

namespace Concourse.LocalRuntime.Engine;

/// <summary>A span of stderr, valid only during the call.</summary>
internal delegate void StderrSink(ReadOnlySpan<byte> data);

/// <summary>stdout of an exec; ends when the exec ended or the connection broke off cleanly.</summary>
internal sealed class ExecOutput(MultiplexedStream connection, StderrSink stderr) : OneWayStream
{
    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (MemoryMarshal.TryGetArray<byte>(buffer, out var segment))
        {
            return await ReadAsync(segment.Array!, segment.Offset, segment.Count, cancellationToken);
        }

        var copy = new byte[buffer.Length];
        var count = await ReadAsync(copy, 0, copy.Length, cancellationToken);
        copy.AsMemory(0, count).CopyTo(buffer);
        return count;
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await connection.ReadOutputAsync(buffer, offset, count, cancellationToken);
            if (result.EOF || result.Target == MultiplexedStream.TargetStream.StandardOut)
            {
                return result.Count;
            }

            stderr(buffer.AsSpan(offset, result.Count));
        }
    }
}
