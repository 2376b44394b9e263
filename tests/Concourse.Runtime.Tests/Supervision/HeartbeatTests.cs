using Concourse.Runtime.Processes;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Supervision;
using Concourse.Testing.Sandboxes;

namespace Concourse.Runtime.Tests.Supervision;

/// <summary>A side that went silent counts as dead, without anyone closing the stream; what runs in the sandbox goes on.</summary>
public sealed class HeartbeatTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_helper_gives_a_silent_client_up_and_the_process_goes_on()
    {
        await using var supervisor = new LocalSupervisor();
        await FollowOverTwoConnectionsAsync(
            supervisor,
            () => ProcessHelperStream.Start("attach", "--state", supervisor.State, "--wait", "60", "--heartbeat", "0.1", "--dead", "0.3"),
            () => ProcessHelperStream.Start("attach", "--state", supervisor.State, "--wait", "60"),
            new SupervisorOptions { HeartbeatInterval = TimeSpan.FromDays(1), FirstRetryDelay = TimeSpan.FromMilliseconds(1) });
    }

    [Fact]
    public async Task A_client_gives_a_silent_helper_up_and_connects_anew()
    {
        await using var supervisor = new LocalSupervisor();
        const int welcome = 11;
        ProcessHelperStream Helper() =>
            ProcessHelperStream.Start("attach", "--state", supervisor.State, "--wait", "60", "--heartbeat", "0.1");
        await FollowOverTwoConnectionsAsync(
            supervisor,
            () => new SilencedHelperStream(Helper(), welcome),
            Helper,
            new SupervisorOptions
            {
                HeartbeatInterval = TimeSpan.FromMilliseconds(100),
                DeadAfter = TimeSpan.FromSeconds(3),
                FirstRetryDelay = TimeSpan.FromMilliseconds(1),
            });
    }

    [Fact]
    public async Task A_client_gives_a_helper_up_that_takes_nothing_more_though_a_write_is_stuck()
    {
        await using var supervisor = new LocalSupervisor();
        const int hello = 23;
        ProcessHelperStream Helper() => ProcessHelperStream.Start("attach", "--state", supervisor.State, "--wait", "60");
        await FollowOverTwoConnectionsAsync(
            supervisor,
            () => new SilencedHelperStream(Helper(), int.MaxValue, hello),
            Helper,
            new SupervisorOptions
            {
                HeartbeatInterval = TimeSpan.FromMilliseconds(100),
                DeadAfter = TimeSpan.FromSeconds(3),
                FirstRetryDelay = TimeSpan.FromMilliseconds(1),
            });
    }

    /// <summary>The process waits until the second connection is there: it ends only if the first was given up.</summary>
    private static async Task FollowOverTwoConnectionsAsync(
        LocalSupervisor supervisor, Func<IHelperStream> first, Func<IHelperStream> second, SupervisorOptions options)
    {
        var go = Path.Combine(supervisor.Folder, "go");
        var trace = Path.Combine(supervisor.Folder, "trace");
        var opened = 0;
        await using var client = new SupervisorClient(
            async ct =>
            {
                if (++opened == 1)
                {
                    return first();
                }

                await File.WriteAllTextAsync(go, "", ct);
                return second();
            },
            epoch: 1,
            options,
            TimeProvider.System);
        var output = new CollectedOutput();
        var spec = SandboxProcessTests.Shell($"echo once >> {trace}; echo up; until [ -e {go} ]; do sleep 0.02; done; echo done; exit 4");
        var result = await client.Start(spec, default, output, Token).Completion.WaitAsync(TimeSpan.FromSeconds(90), Token);
        Assert.Equal(new ProcessResult.Exited(4), result);
        Assert.Equal("up\ndone\n", output.Stdout);
        Assert.Equal("once\n", await File.ReadAllTextAsync(trace, Token));
        Assert.True(opened >= 2);
    }

    /// <summary>Lets so many bytes from and to the helper through and then nothing, like a network that swallows packets.</summary>
    private sealed class SilencedHelperStream(IHelperStream inner, int bytes, int bytesTaken = int.MaxValue) : IHelperStream
    {
        public Stream Input { get; } = new SilencedStream(inner.Input, bytesTaken);

        public Stream Output { get; } = new SilencedStream(inner.Output, bytes);

        public string Diagnostics => inner.Diagnostics;

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class SilencedStream(Stream inner, int left) : Stream
    {
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
            if (left == 0)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            var count = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, left)], cancellationToken);
            left -= count;
            return count;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var part = buffer[..Math.Min(buffer.Length, left)];
            left -= part.Length;
            await inner.WriteAsync(part, cancellationToken);
            await inner.FlushAsync(cancellationToken);
            if (part.Length < buffer.Length)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
