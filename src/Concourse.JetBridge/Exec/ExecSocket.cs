using System.Net.WebSockets;
using k8s;

namespace Concourse.JetBridge.Exec;

/// <summary>
/// Opens exec WebSockets. Offers v5 (Kubernetes 1.30 and later) and v4; our framed protocol needs nothing that only v5 has.
/// </summary>
internal sealed class ExecSocket
{
    private const string Preferred = "v5.channel.k8s.io";
    private const string Fallback = "v4.channel.k8s.io";

    private readonly Kubernetes _client;

    /// <param name="client">Its sockets are made by us from now on; no other user of the client may set its socket builder.</param>
    public ExecSocket(Kubernetes client)
    {
        _client = client;
        _client.CreateWebSocketBuilder = static () => new Builder();
    }

    /// <exception cref="ExecRefusedException">The server answered, but not with a WebSocket.</exception>
    public Task<WebSocket> OpenAsync(string @namespace, string pod, string container, IEnumerable<string> command, CancellationToken cancellationToken) =>
        _client.WebSocketNamespacedPodExecAsync(pod, @namespace, command, container, stderr: true, stdin: true, stdout: true,
            tty: false, webSocketSubProtocol: Fallback, cancellationToken: cancellationToken);

    private sealed class Builder : WebSocketBuilder
    {
        public Builder()
        {
            Options.AddSubProtocol(Preferred);
            Options.CollectHttpResponseDetails = true;
        }

        public override async Task<WebSocket> BuildAndConnectAsync(Uri uri, CancellationToken cancellationToken)
        {
            try
            {
                return await base.BuildAndConnectAsync(uri, cancellationToken).ConfigureAwait(false);
            }
            catch (WebSocketException error)
            {
                var status = WebSocket.HttpStatusCode;
                WebSocket.Dispose();
                throw status == default ? new HttpRequestException(error.Message, error) : new ExecRefusedException(status, error);
            }
        }
    }
}
