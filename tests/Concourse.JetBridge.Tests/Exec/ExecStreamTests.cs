using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Concourse.JetBridge.Exec;

namespace Concourse.JetBridge.Tests.Exec;

/// <summary>The exec stream against a server of our own that speaks the channel protocol.</summary>
public sealed class ExecStreamTests : IAsyncLifetime
{
    private const int MiB = 1024 * 1024;

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));
    private readonly List<IDisposable> _opened = [];
    private WebSocket _server = null!;
    private ExecStream _stream = null!;

    private CancellationToken Deadline => _deadline.Token;

    public async ValueTask InitializeAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var near = new TcpClient();
        await near.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Deadline);
        var far = await listener.AcceptTcpClientAsync(Deadline);
        _server = WebSocket.CreateFromStream(far.GetStream(), new WebSocketCreationOptions { IsServer = true });
        _stream = new ExecStream(WebSocket.CreateFromStream(near.GetStream(), new WebSocketCreationOptions()));
        _opened.AddRange([near, far, _server]);
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _opened.ForEach(opened => opened.Dispose());
        _deadline.Dispose();
    }

    [Fact]
    public async Task The_far_side_is_held_back_while_nobody_reads()
    {
        const int total = 64;
        var message = new byte[MiB];
        message[0] = 1;
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < total; i++)
            {
                await _server.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, Deadline);
            }
        }, Deadline);

        // Unhindered, 64 MiB take a few milliseconds on loopback; the buffers between hold a few of them.
        await Task.WhenAny(sending, Task.Delay(TimeSpan.FromSeconds(1), Deadline));
        Assert.False(sending.IsCompleted, "64 MiB were taken although nobody read them");

        await _stream.Output.ReadExactlyAsync(new byte[total * (MiB - 1)], Deadline);
        await sending;
    }

    [Fact]
    public async Task A_message_in_pieces_belongs_to_the_channel_of_its_first_byte()
    {
        await _server.SendAsync(new byte[] { 1, (byte)'a' }, WebSocketMessageType.Binary, endOfMessage: false, Deadline);
        await _server.SendAsync(new byte[] { 2, 3 }, WebSocketMessageType.Binary, endOfMessage: true, Deadline);
        await SendAsync(1, "b");

        var received = new byte[4];
        await _stream.Output.ReadExactlyAsync(received, Deadline);

        Assert.Equal(new byte[] { (byte)'a', 2, 3, (byte)'b' }, received);
    }

    [Fact]
    public async Task Empty_messages_that_only_open_channels_mean_nothing()
    {
        await SendAsync(1, "");
        await SendAsync(2, "");
        await SendAsync(1, "x");

        Assert.Equal((byte)'x', await ReadByteAsync());
    }

    [Fact]
    public async Task Writes_become_messages_on_channel_0()
    {
        var data = Enumerable.Range(0, 100_000).Select(i => (byte)i).ToArray();

        await _stream.Input.WriteAsync(data, Deadline);

        var received = new List<byte>();
        var buffer = new byte[64 * 1024];
        while (received.Count < data.Length)
        {
            var message = await _server.ReceiveAsync(buffer, Deadline);
            Assert.True(message.EndOfMessage);
            Assert.Equal(0, buffer[0]);
            received.AddRange(buffer[1..message.Count]);
        }

        Assert.Equal(data, received);
    }

    [Fact]
    public async Task A_successful_status_and_a_close_end_the_output_without_diagnostics()
    {
        await SendAsync(1, "out");
        await SendAsync(3, """{"metadata":{},"status":"Success"}""");
        await _server.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline);

        Assert.Equal("out", await new StreamReader(_stream.Output).ReadToEndAsync(Deadline));
        Assert.Equal("", _stream.Diagnostics);
    }

    [Fact]
    public async Task A_cut_connection_is_an_error_and_not_an_end()
    {
        await SendAsync(1, "out");
        Assert.Equal((byte)'o', await ReadByteAsync());

        _server.Abort();

        await Assert.ThrowsAnyAsync<IOException>(() => new StreamReader(_stream.Output).ReadToEndAsync(Deadline));
    }

    private async Task<byte> ReadByteAsync()
    {
        var buffer = new byte[1];
        await _stream.Output.ReadExactlyAsync(buffer, Deadline);
        return buffer[0];
    }

    private Task SendAsync(byte channel, string text) =>
        _server.SendAsync(new byte[] { channel }.Concat(Encoding.UTF8.GetBytes(text)).ToArray(), WebSocketMessageType.Binary, endOfMessage: true, Deadline);
}
