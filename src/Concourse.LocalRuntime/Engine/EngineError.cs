using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Concourse.Runtime.Sandboxes;
using Docker.DotNet;

namespace Concourse.LocalRuntime.Engine;

/// <summary>Turns what the engine's client throws into the two exceptions of the runtime contract.</summary>
internal static class EngineError
{
    private static readonly string[] Refusals =
        ["unauthorized", "authentication required", "access denied", "access to the resource is denied", "invalid username/password", "forbidden"];

    /// <param name="exception">From the engine's client.</param>
    /// <param name="what">What was tried, as it continues "the container engine could not": <c>start the container</c>.</param>
    /// <returns>Null when the exception says nothing about the engine.</returns>
    public static Exception? Translate(Exception exception, string what) => exception switch
    {
        DockerApiException { StatusCode: HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests } e =>
            new RuntimeUnavailableException($"the container engine is overloaded: {Message(e)}", e),
        DockerApiException e => new SandboxException($"the container engine could not {what}: {Message(e)}", e),
        HttpRequestException or SocketException or IOException or TimeoutException or ObjectDisposedException =>
            new RuntimeUnavailableException($"the container engine does not answer: {exception.Message}", exception),
        // The client has a time limit of its own for plain calls; our caller's cancellation is not this.
        OperationCanceledException => new RuntimeUnavailableException($"the container engine took too long to {what}", exception),
        _ => null,
    };

    /// <summary>
    /// Whether a pull failed because the registry refused the credentials. Engines answer 500 and quote the registry, so only
    /// the words tell.
    /// </summary>
    public static bool IsRefusal(SandboxException pullFailure) =>
        Refusals.Any(word => pullFailure.Message.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>The engine's own words, without the JSON around them.</summary>
    public static string Message(DockerApiException exception)
    {
        try
        {
            using var body = JsonDocument.Parse(exception.ResponseBody ?? "");
            return body.RootElement.ValueKind == JsonValueKind.Object &&
                body.RootElement.TryGetProperty("message", out var message) && message.GetString() is { Length: > 0 } text
                ? text.Trim()
                : $"{(int)exception.StatusCode} {exception.StatusCode}";
        }
        catch (JsonException)
        {
            return $"{(int)exception.StatusCode} {exception.StatusCode}";
        }
    }
}
