using System.Buffers;
using System.Text;
using Concourse.Runtime.Processes;

namespace Concourse.Runtime.Tests.Supervision;

/// <summary>Keeps what a process printed, and checks that it comes without gap or repetition.</summary>
internal sealed class CollectedOutput : IProcessOutput
{
    private readonly ArrayBufferWriter<byte> _stdout = new();
    private readonly ArrayBufferWriter<byte> _stderr = new();

    public string Stdout => Encoding.UTF8.GetString(_stdout.WrittenSpan);

    public string Stderr => Encoding.UTF8.GetString(_stderr.WrittenSpan);

    public TaskCompletionSource FirstChunk { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask WriteAsync(ProcessStream stream, long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var target = stream == ProcessStream.Stdout ? _stdout : _stderr;
        Assert.Equal(target.WrittenCount, offset);
        target.Write(data.Span);
        FirstChunk.TrySetResult();
        return ValueTask.CompletedTask;
    }
}
