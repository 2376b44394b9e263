using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Fly.Tests.Programs;

/// <summary>
/// A server that answers exactly the requests it was told of, each a fixed number of times and in any order, and keeps what came.
/// A request that nobody announced gets 418, which fails the command that sent it.
/// </summary>
internal sealed class StrictServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<RequestDelegate>> answers = new();

    private StrictServer(WebApplication application) => this.application = application;

    public string Url => application.Urls.First();

    /// <summary>Lines <c>METHOD PATH?QUERY</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <param name="version">What the server says of itself.</param>
    /// <param name="tls">How to serve https; plain http when null.</param>
    public static async Task<StrictServer> StartAsync(string version = "8.2.5", HttpsConnectionAdapterOptions? tls = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (tls is not null)
            {
                listen.UseHttps(tls);
            }
        }));
        var server = new StrictServer(builder.Build());
        server.application.Run(server.AnswerAsync);
        await server.application.StartAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 4; i++)
        {
            server.On("GET /api/v1/info", $$$"""{"version":"{{{version}}}","worker_version":"2.5","feature_flags":{}}""");
        }

        return server;
    }

    public StrictServer On(string request, string body, int status = 200, string contentType = "application/json") => On(request, async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        await context.Response.WriteAsync(body);
    });

    public StrictServer On(string request, RequestDelegate answer)
    {
        answers.GetOrAdd(request, _ => new ConcurrentQueue<RequestDelegate>()).Enqueue(answer);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync(CancellationToken.None);
        await application.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = $"{context.Request.Method} {context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}";
        Requests.Enqueue(request);
        if (answers.TryGetValue(request, out var queue) && queue.TryDequeue(out var answer))
        {
            await answer(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status418ImATeapot;
        await context.Response.WriteAsync($"nobody announced {request}");
    }
}
