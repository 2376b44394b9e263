using System.Text;
using Concourse.Runtime.Processes;

namespace Concourse.JetBridge.Tests.Live;

/// <summary>Keeps a process's output, and fails on a gap or a repetition.</summary>
internal sealed class RecordedOutput : IProcessOutput
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ProcessStream, MemoryStream> _streams = new()
    {
        [ProcessStream.Stdout] = new(),
        [ProcessStream.Stderr] = new(),
    };

    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (long Bytes, CancellationTokenSource Target)? _limit;

    /// <summary>Cancels once so many bytes of stdout have come, as if the consumer had died in the middle of a line.</summary>
    public void CancelAfter(long bytes, CancellationTokenSource target) => _limit = (bytes, target);

    public long Length(ProcessStream stream)
    {
        lock (_lock)
        {
            return _streams[stream].Length;
        }
    }

    public string Text(ProcessStream stream)
    {
        lock (_lock)
        {
            return Encoding.UTF8.GetString(_streams[stream].ToArray());
        }
    }

    /// <summary>Waits until stdout is the given text.</summary>
    public async Task ReceivedAsync(string text, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                more = _more.Task;
            }

            if (Text(ProcessStream.Stdout) == text)
            {
                return;
            }

            await more.WaitAsync(cancellationToken);
        }
    }

    public ValueTask WriteAsync(ProcessStream stream, long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Assert.Equal(_streams[stream].Length, offset);
            _streams[stream].Write(data.Span);
            _more.TrySetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        if (_limit is { } limit && stream == ProcessStream.Stdout && offset + data.Length >= limit.Bytes)
        {
            _limit = null;
            limit.Target.Cancel();
        }

        return ValueTask.CompletedTask;
    }
}
