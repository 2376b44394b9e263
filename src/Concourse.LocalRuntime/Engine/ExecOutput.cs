using System.Runtime.InteropServices;
using Docker.DotNet;

namespace Concourse.LocalRuntime.Engine;

/// <summary>A span of stderr, valid only during the call.</summary>
internal delegate void StderrSink(ReadOnlySpan<byte> data);

/// <summary>stdout of an exec; ends when the exec ended or the connection broke off cleanly.</summary>
internal sealed class ExecOutput(MultiplexedStream connection, StderrSink stderr) : OneWayStream
{
    public override bool CanRead => true;

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        // The client reads into arrays only; nearly every caller's memory is one.
        var direct = MemoryMarshal.TryGetArray<byte>(buffer, out var segment);
        if (!direct)
        {
            segment = new byte[buffer.Length];
        }

        while (true)
        {
            var result = await connection.ReadOutputAsync(segment.Array!, segment.Offset, segment.Count, cancellationToken);
            if (!result.EOF && result.Target != MultiplexedStream.TargetStream.StandardOut)
            {
                stderr(segment.AsSpan(0, result.Count));
                continue;
            }

            if (!direct)
            {
                segment.AsMemory(0, result.Count).CopyTo(buffer);
            }

            return result.Count;
        }
    }
}
