using System.Net;
using System.Runtime.CompilerServices;
using Concourse.Client.Http;
using Concourse.Core.Events;

namespace Concourse.Client.Events;

/// <summary>
/// Reads a build's events, each once and in order, until the server says <c>end</c>. A lost connection, or an answer of
/// 500, 502, 503 or 504, is tried again every second without limit, from the event after the last one seen (rest-api.md §6.3).
/// Any other refusal is an <see cref="ApiException"/>.
/// </summary>
public sealed class BuildEventStream
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly HttpClient http;
    private readonly Func<HttpRequestMessage> request;
    private readonly Func<HttpResponseMessage, CancellationToken, Task<ApiException>> failure;
    private readonly TimeProvider time;

    internal BuildEventStream(
        HttpClient http, Func<HttpRequestMessage> request, Func<HttpResponseMessage, CancellationToken, Task<ApiException>> failure, TimeProvider time)
    {
        this.http = http;
        this.request = request;
        this.failure = failure;
        this.time = time;
    }

    public async IAsyncEnumerable<EventEnvelope> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        string? lastId = null;
        while (true)
        {
            using var response = await TryOpenAsync(lastId, ct);
            if (response is not null)
            {
                await using var body = await response.Content.ReadAsStreamAsync(ct);
                await using var messages = new ServerSentEventReader(body).ReadAsync(ct).GetAsyncEnumerator(ct);
                while (await TryMoveAsync(messages))
                {
                    var message = messages.Current;
                    lastId = message.Id ?? lastId;
                    if (message.Type == "end")
                    {
                        yield break;
                    }

                    if (message.Type == "event")
                    {
                        yield return EventEnvelope.Parse(message.Data);
                    }
                }
            }

            await Task.Delay(RetryInterval, time, ct);
        }
    }

    private static async Task<bool> TryMoveAsync(IAsyncEnumerator<ServerSentEvent> messages)
    {
        try
        {
            return await messages.MoveNextAsync();
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return false;
        }
    }

    private async Task<HttpResponseMessage?> TryOpenAsync(string? lastId, CancellationToken ct)
    {
        using var opening = request();
        if (lastId is not null)
        {
            opening.Headers.TryAddWithoutValidation("Last-Event-ID", lastId);
        }

        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(opening, HttpCompletionOption.ResponseHeadersRead, ct);
        }
        catch (HttpRequestException)
        {
            return null;
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            return response.StatusCode
                is HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
                ? null
                : throw await failure(response, ct);
        }
    }
}
