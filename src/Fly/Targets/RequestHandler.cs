using System.Globalization;
using Fly.Terminals;

namespace Fly.Targets;

/// <summary>
/// What every request of fly goes through: failures to reach the server get the request's name, warnings of a policy check
/// are shown, and <c>--verbose</c> prints requests and answers.
/// </summary>
internal sealed class RequestHandler(HttpMessageHandler inner, Terminal terminal, bool verbose, TimeProvider time) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        // Streams have no end, and a login holds a password.
        var path = request.RequestUri!.AbsolutePath;
        var trace = verbose && !path.EndsWith("/events", StringComparison.Ordinal) && !path.EndsWith("/issuer/token", StringComparison.Ordinal);
        if (trace)
        {
            await TraceAsync($"{request.Method} {request.RequestUri.PathAndQuery} HTTP/1.1\nHost: {request.RequestUri.Authority}", request.Headers, request.Content, ct);
        }

        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, ct);
        }
        catch (HttpRequestException e)
        {
            throw new UnreachableException(request.Method, request.RequestUri, e);
        }
        catch (TaskCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new UnreachableException(request.Method, request.RequestUri, e);
        }

        if (trace)
        {
            await response.Content.LoadIntoBufferAsync(ct);
            await TraceAsync($"HTTP/1.1 {(int)response.StatusCode} {response.ReasonPhrase}", response.Headers, response.Content, ct);
        }

        ShowPolicyWarning(response);
        return response;
    }

    private async Task TraceAsync(
        string first, System.Net.Http.Headers.HttpHeaders headers, HttpContent? content, CancellationToken ct)
    {
        var lines = headers.Concat(content?.Headers.AsEnumerable() ?? [])
            .Where(h => h.Key is not ("Authorization" or "Set-Cookie"))
            .Select(h => $"\n{h.Key}: {string.Join(", ", h.Value)}");
        var body = content is null ? "" : await content.ReadAsStringAsync(ct);
        var now = time.GetLocalNow().ToString("yyyy'/'MM'/'dd HH':'mm':'ss", CultureInfo.InvariantCulture);
        terminal.PrintError($"{now} {first}{string.Concat(lines)}\n\n{body}");
    }

    private void ShowPolicyWarning(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode || !response.Headers.TryGetValues("X-Concourse-Policy-Check-Warning", out var values))
        {
            return;
        }

        var parts = string.Join(", ", values).Split(" * ");
        terminal.PrintError($"\e[1;33m{parts[0]}\e[0m");
        foreach (var part in parts[1..])
        {
            terminal.PrintError($" * {part}");
        }

        terminal.PrintError("\n\e[33mWARNING: unblocking from the policy check failure for soft enforcement\e[0m\n");
    }
}
