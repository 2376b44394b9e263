using System.Net;
using System.Net.Sockets;
using Concourse.Runtime.Sandboxes;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Concourse.JetBridge.Cluster;

/// <summary>
/// Calls of the API server with their failures in the runtime's words: what may pass becomes
/// <see cref="RuntimeUnavailableException"/>, what the server refused becomes <see cref="SandboxException"/> with its message.
/// </summary>
internal static class ApiCall
{
    /// <param name="what">For the message: <c>create pod</c>.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Its cancellation is passed on as it is.</param>
    public static async Task<T> RunAsync<T>(string what, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call(cancellationToken).ConfigureAwait(false);
        }
        catch (HttpOperationException error) when (IsTransient(error.Response.StatusCode))
        {
            throw new RuntimeUnavailableException($"{what}: {Message(error)}", error);
        }
        catch (HttpOperationException error)
        {
            throw new SandboxException($"{what}: {Message(error)}", error);
        }
        catch (Exception error) when (IsTransport(error, cancellationToken))
        {
            throw new RuntimeUnavailableException($"{what}: the Kubernetes API server cannot be reached: {error.Message}", error);
        }
    }

    /// <summary>As <see cref="RunAsync"/>; null when the API server answers that there is no such object.</summary>
    public static Task<T?> FindAsync<T>(string what, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
        where T : class =>
        RunAsync<T?>(what, async token =>
        {
            try
            {
                return await call(token).ConfigureAwait(false);
            }
            catch (HttpOperationException error) when (error.Response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }
        }, cancellationToken);

    /// <summary>Whether the connection failed, as opposed to an answer of the server or our own cancellation.</summary>
    public static bool IsTransport(Exception error, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && error is HttpRequestException or IOException or SocketException or OperationCanceledException;

    /// <summary>jetbridge.md §11: too many requests, internal error, unavailable.</summary>
    private static bool IsTransient(HttpStatusCode code) => code is HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static string Message(HttpOperationException error)
    {
        try
        {
            return KubernetesJson.Deserialize<V1Status>(error.Response.Content)?.Message ?? error.Response.Content;
        }
        catch (System.Text.Json.JsonException)
        {
            return $"{(int)error.Response.StatusCode} {error.Response.Content}";
        }
    }
}
