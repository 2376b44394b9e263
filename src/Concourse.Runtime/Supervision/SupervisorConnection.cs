using System.Collections.Concurrent;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Supervision.Protocol;

namespace Concourse.Runtime.Supervision;

/// <summary>
/// One helper stream: many channels over it, heartbeats both ways. It breaks as a whole and is then replaced by
/// <see cref="SupervisorClient"/>. Thread-safe.
/// </summary>
internal sealed class SupervisorConnection : IAsyncDisposable
{
    private readonly IHelperStream _stream;
    private readonly SupervisorOptions _options;
    private readonly TimeProvider _time;
    private readonly FrameReader _reader;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<uint, SupervisorChannel> _channels = new();
    private Task _receiving = Task.CompletedTask;
    private Task _beating = Task.CompletedTask;
    private uint _lastChannel;
    private long _lastHeard;
    private readonly long _opened;
    private volatile bool _delivered;
    private volatile Exception? _failure;

    private SupervisorConnection(IHelperStream stream, SupervisorOptions options, TimeProvider time)
    {
        (_stream, _options, _time) = (stream, options, time);
        _reader = new FrameReader(stream.Output);
        _lastHeard = _opened = time.GetTimestamp();
    }

    public bool IsBroken => _failure is not null;

    /// <summary>
    /// It carried more than greetings, or lasted: its break is the network's, and says nothing against the helper. One that
    /// breaks as soon as it is asked for anything may break each time.
    /// </summary>
    public bool WasOfUse => _delivered || _time.GetElapsedTime(_opened) >= _options.LongestRetryDelay;

    /// <summary>Greets the helper and begins to receive. Takes the stream over, also when it fails.</summary>
    /// <exception cref="SupervisorConnectionException">No answer, or none that makes sense.</exception>
    /// <exception cref="SupersededException">A higher epoch was here.</exception>
    public static async Task<SupervisorConnection> OpenAsync(
        IHelperStream stream, long epoch, SupervisorOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var connection = new SupervisorConnection(stream, options, time);
        try
        {
            await connection.GreetAsync(epoch, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        connection._receiving = connection.ReceiveAsync();
        connection._beating = connection.BeatAsync();
        return connection;
    }

    public SupervisorChannel OpenChannel()
    {
        var channel = new SupervisorChannel(this, Interlocked.Increment(ref _lastChannel));
        _channels[channel.Number] = channel;
        if (_failure is { } failure)
        {
            channel.Break(failure);
        }

        return channel;
    }

    /// <exception cref="SupervisorConnectionException">The stream broke.</exception>
    public async Task SendAsync(FrameType type, uint channel, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var frame = FrameCodec.Encode(type, channel, payload.Span);
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_failure is { } failure)
            {
                throw AsConnectionFailure(failure);
            }

            // Not the caller's token: half a frame would spoil the stream for all channels.
            await _stream.Input.WriteAsync(frame, _ending.Token).ConfigureAwait(false);
            await _stream.Input.FlushAsync(_ending.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            Break(e);
            throw AsConnectionFailure(e);
        }
        finally
        {
            _sending.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Break(new SupervisorConnectionException("the connection was closed"));
        await _stream.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_receiving, _beating).ConfigureAwait(false);
    }

    internal void Forget(uint channel) => _channels.TryRemove(channel, out _);

    private async Task GreetAsync(long epoch, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_options.DeadAfter);
        try
        {
            await SendAsync(FrameType.Hello, 0, new HelloMessage(FrameCodec.Version, epoch).Encode(), deadline.Token).ConfigureAwait(false);
            var answer = await _reader.ReadAsync(deadline.Token).ConfigureAwait(false);
            switch (answer)
            {
                case { Type: FrameType.Welcome }:
                    return;
                case { Type: FrameType.Refused }:
                    throw Refusal(answer.Value);
                default:
                    throw new SupervisorConnectionException($"the helper did not answer. {_stream.Diagnostics}".TrimEnd());
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SupervisorConnectionException("the helper did not answer in time", e);
        }
        catch (Exception e) when (e is ProtocolException or (IOException and not SupervisorConnectionException))
        {
            throw new SupervisorConnectionException($"the helper did not answer well: {e.Message}", e);
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (await _reader.ReadAsync(_ending.Token).ConfigureAwait(false) is { } frame)
            {
                Interlocked.Exchange(ref _lastHeard, _time.GetTimestamp());
                if (frame.Type == FrameType.Refused)
                {
                    Break(Refusal(frame));
                    return;
                }

                if (_channels.TryGetValue(frame.Channel, out var channel))
                {
                    _delivered = true;
                    channel.Deliver(frame);
                }
            }

            Break(new SupervisorConnectionException($"the helper hung up. {_stream.Diagnostics}".TrimEnd()));
        }
        catch (Exception e) when (e is IOException or ProtocolException or OperationCanceledException or ObjectDisposedException)
        {
            Break(e);
        }
    }

    private async Task BeatAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(_options.HeartbeatInterval, _time);
            var sending = Task.CompletedTask;
            while (await timer.WaitForNextTickAsync(_ending.Token).ConfigureAwait(false))
            {
                if (_time.GetElapsedTime(Interlocked.Read(ref _lastHeard)) > _options.DeadAfter)
                {
                    Break(new SupervisorConnectionException("the helper went silent"));
                    return;
                }

                // Not waited for: behind a write that is stuck it would never end, and nobody would look at the clock.
                if (sending.IsCompleted)
                {
                    await sending.ConfigureAwait(false);
                    sending = SendAsync(FrameType.Heartbeat, 0, default, _ending.Token);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Broken already.
        }
    }

    private static Exception Refusal(Frame frame)
    {
        var message = FailedMessage.Decode(frame.Payload.Span).Message;
        return message.StartsWith("superseded", StringComparison.Ordinal)
            ? new SupersededException(message)
            : new SupervisorConnectionException(message);
    }

    private void Break(Exception failure)
    {
        if (Interlocked.CompareExchange(ref _failure, failure, null) is not null)
        {
            return;
        }

        _ending.Cancel();
        foreach (var channel in _channels.Values)
        {
            channel.Break(failure);
        }
    }

    internal static Exception AsConnectionFailure(Exception failure) => failure is SupersededException or SupervisorConnectionException
        ? failure
        : new SupervisorConnectionException($"the stream to the helper broke: {failure.Message}", failure);
}
