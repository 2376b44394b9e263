using System.Runtime.InteropServices;
using Docker.DotNet;

namespace Concourse.LocalRuntime.Engine;

/// <summary>stdin of an exec; a write completes when the engine's socket took it.</summary>
internal sealed class ExecInput(MultiplexedStream connection) : OneWayStream
{
    public override bool CanWrite => true;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!MemoryMarshal.TryGetArray(buffer, out var segment))
        {
            segment = buffer.ToArray();
        }

        await connection.WriteAsync(segment.Array!, segment.Offset, segment.Count, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        connection.WriteAsync(buffer, offset, count, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
