using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Concourse.EndToEnd.Tests.World;

/// <summary>A stage that containers reach over HTTP: a request at a shut gate is answered when it opens.</summary>
internal sealed class HttpStage : IStage
{
    private readonly ConcurrentQueue<string> ledger = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> opened = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> reached = new();
    private readonly WebApplication app;

    private HttpStage(WebApplication app) => this.app = app;

    public string Functions =>
        $$"""
        did() { wget -q -O /dev/null "{{Address}}/did/$1"; }
        at() { wget -q -O /dev/null "{{Address}}/at/$1"; }
        """;

    private string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public int Port => new Uri(Address).Port;

    /// <param name="host">Where the containers reach this machine.</param>
    /// <param name="port">0: any.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<HttpStage> StartAsync(IPAddress host, int port, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(host, port));
        var app = builder.Build();
        var stage = new HttpStage(app);
        app.MapGet("/did/{what}", (string what) => stage.ledger.Enqueue(what));
        app.MapGet("/at/{gate}", (string gate, HttpContext http) =>
        {
            Signal(stage.reached, gate).TrySetResult();
            return stage.opened.TryGetValue(gate, out var shut) ? shut.Task.WaitAsync(http.RequestAborted) : Task.CompletedTask;
        });
        await app.StartAsync(ct);
        return stage;
    }

    public void Shut(string gate) => Signal(opened, gate);

    public void Open(string gate) => Signal(opened, gate).TrySetResult();

    public Task ReachedAsync(string gate, CancellationToken ct) =>
        Wait.ForAsync($"a command reaches {gate}", Signal(reached, gate).Task, ct);

    public Task<IReadOnlyList<string>> LedgerAsync(CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<string>>([.. ledger.Order(StringComparer.Ordinal)]);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static TaskCompletionSource Signal(ConcurrentDictionary<string, TaskCompletionSource> signals, string gate) =>
        signals.GetOrAdd(gate, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
