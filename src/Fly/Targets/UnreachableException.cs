using System.Net.Sockets;

namespace Fly.Targets;

/// <summary>A request did not reach the server; the message names it the way upstream does: <c>Get "https://…": reason</c>.</summary>
internal sealed class UnreachableException(HttpMethod method, Uri url, Exception reason)
    : HttpRequestException($"{Verb(method)} \"{url.AbsoluteUri}\": {Reason(url, reason)}", reason)
{
    private static string Verb(HttpMethod method) => method.Method[0] + method.Method[1..].ToLowerInvariant();

    private static string Reason(Uri url, Exception reason) => reason.InnerException switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => $"dial tcp {url.Host}:{url.Port}: connect: connection refused",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
            $"dial tcp: lookup {url.Host}: no such host",
        TimeoutException => $"dial tcp {url.Host}:{url.Port}: i/o timeout",
        { } inner => inner.Message,
        null => reason.Message,
    };
}
