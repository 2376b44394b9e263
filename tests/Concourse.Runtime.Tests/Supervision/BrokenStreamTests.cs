using Concourse.Runtime.Processes;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Supervision;

namespace Concourse.Runtime.Tests.Supervision;

/// <summary>The connection breaks at each single byte, in each direction: the process runs once, each byte arrives once.</summary>
public sealed class BrokenStreamTests
{
    private static readonly SupervisorOptions Fast = new() { FirstRetryDelay = TimeSpan.FromMilliseconds(1) };

    [Fact]
    public Task A_stream_that_breaks_at_any_byte_read_loses_and_repeats_nothing() => BreakEverywhereAsync(reading: true);

    [Fact]
    public Task A_stream_that_breaks_at_any_byte_written_loses_and_repeats_nothing() => BreakEverywhereAsync(reading: false);

    private static async Task BreakEverywhereAsync(bool reading)
    {
        var token = TestContext.Current.CancellationToken;
        await using var supervisor = new LocalSupervisor();
        var trace = Path.Combine(supervisor.Folder, "trace");
        var position = 0;
        for (var broke = true; broke; position++)
        {
            FaultyHelperStream? faulty = null;
            await using var client = new SupervisorClient(
                async ct =>
                {
                    var stream = await supervisor.OpenHelperAsync(ct);
                    return faulty is null ? faulty = new FaultyHelperStream(stream, position, reading) : stream;
                },
                epoch: 1,
                Fast,
                TimeProvider.System);
            var output = new CollectedOutput();
            var spec = new ProcessSpec
            {
                Id = $"task-{position}",
                Command = ["sh", "-c", $"echo {position} >> {trace}; echo out; echo err >&2; exit 5"],
            };
            var result = await client.Start(spec, default, output, token).Completion.WaitAsync(token);
            Assert.Equal(new ProcessResult.Exited(5), result);
            Assert.Equal(("out\n", "err\n"), (output.Stdout, output.Stderr));
            broke = faulty!.Broke;
        }

        Assert.InRange(position, 40, 1_000);
        Assert.Equal(Enumerable.Range(0, position).Select(i => $"{i}"), await File.ReadAllLinesAsync(trace, token));
    }

    /// <summary>Breaks after so many bytes in one direction.</summary>
    private sealed class FaultyHelperStream(IHelperStream inner, int bytes, bool reading) : IHelperStream
    {
        private readonly BreakingStream _input = new(inner.Input, reading ? int.MaxValue : bytes);
        private readonly BreakingStream _output = new(inner.Output, reading ? bytes : int.MaxValue);

        public Stream Input => _input;

        public Stream Output => _output;

        public string Diagnostics => inner.Diagnostics;

        public bool Broke => _input.Broke || _output.Broke;

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class BreakingStream(Stream inner, int left) : Stream
    {
        public bool Broke { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            ThrowWhenSpent();
            var count = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, left)], cancellationToken);
            left -= count;
            return count;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var part = buffer[..Math.Min(buffer.Length, left)];
            await inner.WriteAsync(part, cancellationToken);
            await inner.FlushAsync(cancellationToken);
            left -= part.Length;
            if (part.Length < buffer.Length)
            {
                ThrowWhenSpent();
            }
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private void ThrowWhenSpent()
        {
            if (left == 0)
            {
                Broke = true;
                throw new IOException("the stream broke");
            }
        }
    }
}
