using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using Concourse.Runtime.Sandboxes;
using k8s;
using k8s.Models;

namespace Concourse.JetBridge.Exec;

/// <summary>
/// An exec over a WebSocket as a pair of streams. Each message begins with a channel number: 0 stdin, 1 stdout, 2 stderr,
/// 3 the final status. Reading stops while <see cref="Output"/> is not read, so the far side is held back by TCP.
/// </summary>
internal sealed class ExecStream : IHelperStream
{
    private const int OutputChannel = 1;
    private const int ErrorChannel = 2;
    private const int StatusChannel = 3;
    private const int PauseAt = 256 * 1024;

    private readonly WebSocket _socket;
    private readonly Pipe _output = new(new PipeOptions(pauseWriterThreshold: PauseAt, resumeWriterThreshold: PauseAt / 2, useSynchronizationContext: false));
    private readonly DiagnosticTail _diagnostics = new();
    private readonly ExecInput _input;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _receiving;

    public ExecStream(WebSocket socket)
    {
        _socket = socket;
        _input = new ExecInput(socket);
        Output = _output.Reader.AsStream();
        _receiving = Task.Run(ReceiveAsync);
    }

    public Stream Input => _input;

    public Stream Output { get; }

    public string Diagnostics => _diagnostics.Text;

    /// <summary>Ends <see cref="Output"/> as a broken connection does.</summary>
    public void Break() => _stop.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _socket.Abort();
        await _receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Output.DisposeAsync().ConfigureAwait(false);
        await _input.DisposeAsync().ConfigureAwait(false);
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        Exception? broken = null;
        try
        {
            var status = new ArrayBufferWriter<byte>();
            while (await ReceiveMessageAsync(buffer, status).ConfigureAwait(false))
            {
            }

            AddStatus(status.WrittenSpan);
        }
        catch (Exception error) when (error is WebSocketException or IOException or OperationCanceledException)
        {
            broken = new IOException("the exec connection broke: " + error.Message, error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            await _output.Writer.CompleteAsync(broken).ConfigureAwait(false);
        }
    }

    /// <summary>One message, in as many pieces as it comes in; false at the end of the exec.</summary>
    private async Task<bool> ReceiveMessageAsync(byte[] buffer, ArrayBufferWriter<byte> status)
    {
        var channel = -1;
        while (true)
        {
            var piece = await _socket.ReceiveAsync(buffer.AsMemory(), _stop.Token).ConfigureAwait(false);
            if (piece.MessageType == WebSocketMessageType.Close)
            {
                return false;
            }

            var start = 0;
            if (channel < 0 && piece.Count > 0)
            {
                channel = buffer[0];
                start = 1;
            }

            if (!await TakeAsync(channel, buffer.AsMemory(start..piece.Count), status).ConfigureAwait(false))
            {
                return false;
            }

            if (piece.EndOfMessage)
            {
                return true;
            }
        }
    }

    /// <summary>False when nobody reads <see cref="Output"/> any more.</summary>
    private async ValueTask<bool> TakeAsync(int channel, ReadOnlyMemory<byte> data, ArrayBufferWriter<byte> status)
    {
        switch (channel)
        {
            case OutputChannel when data.Length > 0:
                return !(await _output.Writer.WriteAsync(data, _stop.Token).ConfigureAwait(false)).IsCompleted;
            case ErrorChannel:
                _diagnostics.Append(data.Span);
                return true;
            case StatusChannel:
                status.Write(data.Span);
                return true;
            default:
                return true;
        }
    }

    /// <summary>Why the command could not be run, or with which code it ended, stands only in the status.</summary>
    private void AddStatus(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
        {
            return;
        }

        var status = KubernetesJson.Deserialize<V1Status>(System.Text.Encoding.UTF8.GetString(json));
        if (status.Status != "Success")
        {
            _diagnostics.Append(System.Text.Encoding.UTF8.GetBytes(status.Message ?? status.Reason ?? "exec failed"));
        }
    }
}
