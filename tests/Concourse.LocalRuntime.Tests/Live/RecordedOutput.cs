using System.Buffers;
using System.Text;
using Concourse.Runtime.Processes;

namespace Concourse.LocalRuntime.Tests.Live;

/// <summary>Keeps a process's output, and checks that it arrives in order and without gaps.</summary>
/// <param name="stdoutFrom">Offset in stdout at which it continues.</param>
internal sealed class RecordedOutput(long stdoutFrom = 0) : IProcessOutput
{
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _stdout = new();
    private readonly ArrayBufferWriter<byte> _stderr = new();

    public byte[] Stdout => Copy(_stdout);

    public string StdoutText => Encoding.UTF8.GetString(Stdout);

    public string StderrText => Encoding.UTF8.GetString(Copy(_stderr));

    public ValueTask WriteAsync(ProcessStream stream, long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var (target, from) = stream == ProcessStream.Stdout ? (_stdout, stdoutFrom) : (_stderr, 0);
            Assert.Equal(from + target.WrittenCount, offset);
            target.Write(data.Span);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Waits until stdout is exactly this.</summary>
    public async Task UntilAsync(string stdout, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromMinutes(2));
        while (StdoutText != stdout)
        {
            await Task.Delay(20, deadline.Token);
        }
    }

    private byte[] Copy(ArrayBufferWriter<byte> output)
    {
        lock (_lock)
        {
            return output.WrittenSpan.ToArray();
        }
    }
}
