using System.Text;
using Concourse.Runtime.Processes;

namespace Concourse.Runtime.Tests.Supervision;

/// <summary>Keeps what a process printed, and checks that it comes without gap or repetition.</summary>
internal sealed class CollectedOutput : IProcessOutput
{
    private readonly MemoryStream _stdout = new();
    private readonly MemoryStream _stderr = new();

    public string Stdout => Encoding.UTF8.GetString(_stdout.ToArray());

    public string Stderr => Encoding.UTF8.GetString(_stderr.ToArray());

    public TaskCompletionSource FirstChunk { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask WriteAsync(ProcessStream stream, long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var target = stream == ProcessStream.Stdout ? _stdout : _stderr;
        Assert.Equal(target.Length, offset);
        target.Write(data.Span);
        FirstChunk.TrySetResult();
        return ValueTask.CompletedTask;
    }
}
