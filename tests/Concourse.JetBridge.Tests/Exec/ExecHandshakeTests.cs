using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Concourse.JetBridge.Exec;
using k8s;

namespace Concourse.JetBridge.Tests.Exec;

/// <summary>The handshake of an exec, against API servers of our own that know one version of the protocol each.</summary>
public sealed class ExecHandshakeTests : IDisposable
{
    private const byte CloseChannel = 255;

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Kubernetes _client;

    public ExecHandshakeTests()
    {
        _listener.Start();
        _client = new Kubernetes(new KubernetesClientConfiguration { Host = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}" });
    }

    private CancellationToken Deadline => _deadline.Token;

    public void Dispose()
    {
        _client.Dispose();
        _listener.Dispose();
        _deadline.Dispose();
    }

    [Theory]
    [InlineData("v5.channel.k8s.io")]
    [InlineData("v4.channel.k8s.io")]
    public async Task The_newest_protocol_that_the_server_knows_is_spoken(string known)
    {
        var opening = OpenAsync();
        using var connection = await _listener.AcceptTcpClientAsync(Deadline);
        var request = await ReadRequestAsync(connection.GetStream());
        var offered = Header(request, "Sec-WebSocket-Protocol").Split(',', StringSplitOptions.TrimEntries);
        Assert.Equal(["v5.channel.k8s.io", "v4.channel.k8s.io"], offered);
        Assert.StartsWith(
            "GET /api/v1/namespaces/ns/pods/pod/exec?command=attach&command=--state&container=helper&",
            request,
            StringComparison.Ordinal);
        using var server = await AcceptAsync(connection.GetStream(), request, known);

        using var socket = await opening;
        Assert.Equal(known, socket.SubProtocol);
        await using var stream = new ExecStream(socket);
        await stream.Input.WriteAsync("in"u8.ToArray(), Deadline);
        var buffer = new byte[16];
        var message = await server.ReceiveAsync(buffer, Deadline);
        Assert.Equal(new byte[] { 0, (byte)'i', (byte)'n' }, buffer[..message.Count]);

        await SendAsync(server, [1, (byte)'o']);
        if (known.StartsWith("v5", StringComparison.Ordinal))
        {
            // Only v5 has this channel: one of the others is closed, the rest go on.
            await SendAsync(server, [CloseChannel, 0]);
        }

        await SendAsync(server, [1, (byte)'k']);
        await SendAsync(server, [3, .. Encoding.UTF8.GetBytes("""{"status":"Failure","message":"exit code 7"}""")]);
        await server.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline);

        Assert.Equal("ok", await new StreamReader(stream.Output).ReadToEndAsync(Deadline));
        Assert.Equal("exit code 7", stream.Diagnostics);
    }

    [Fact]
    public async Task A_server_that_answers_with_an_error_is_quoted_with_its_status()
    {
        var opening = OpenAsync();
        using var connection = await _listener.AcceptTcpClientAsync(Deadline);
        await ReadRequestAsync(connection.GetStream());
        await connection.GetStream().WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), Deadline);

        var refused = await Assert.ThrowsAsync<ExecRefusedException>(() => opening);

        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
    }

    private Task<WebSocket> OpenAsync() => new ExecSocket(_client).OpenAsync("ns", "pod", "helper", ["attach", "--state"], Deadline);

    private Task SendAsync(WebSocket server, byte[] message) =>
        server.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, Deadline);

    private async Task<WebSocket> AcceptAsync(NetworkStream stream, string request, string protocol)
    {
        const string magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
#pragma warning disable CA5350 // The handshake's own hash (RFC 6455).
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(Header(request, "Sec-WebSocket-Key") + magic)));
#pragma warning restore CA5350
        var answer = $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
            $"Sec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: {protocol}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), Deadline);
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = protocol });
    }

    private async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        var (request, buffer) = (new StringBuilder(), new byte[1]);
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(buffer, Deadline);
            request.Append((char)buffer[0]);
        }

        return request.ToString();
    }

    private static string Header(string request, string name) =>
        string.Join(", ", request.Split("\r\n").Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim()));
}
