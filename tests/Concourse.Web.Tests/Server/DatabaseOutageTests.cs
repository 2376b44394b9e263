using System.Net;
using Concourse.Client;
using Concourse.Core;
using Concourse.Core.Builds;
using Concourse.Core.Events;
using Concourse.Core.Plans;
using Concourse.Database.Builds;
using Concourse.Database.Events;
using Concourse.Database.Teams;
using Concourse.Testing.Postgres;
using Concourse.Web.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Concourse.Web.Tests.Server;

/// <summary>A node whose database goes away and comes back. Each test has a PostgreSQL server of its own.</summary>
public sealed class DatabaseOutageTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private readonly PostgresFixture postgres = new();
    private readonly CancellationTokenSource limit = new(Deadline);

    private CancellationToken Ct => limit.Token;

    public ValueTask InitializeAsync() => postgres.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await postgres.DisposeAsync();
        limit.Dispose();
    }

    [Fact]
    public async Task While_the_database_is_away_requests_fail_and_afterwards_they_are_answered_as_before()
    {
        await using var node = await TestNode.StartAsync(postgres);
        await node.TokenAsync(TestUsers.Admin);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PipelinesAsync(node)));

        await postgres.Cluster.StopServerAsync(Ct);
        var (status, body) = await PipelinesAsync(node);
        Assert.Equal((HttpStatusCode.InternalServerError, ""), (status, body));

        await postgres.Cluster.StartServerAgainAsync(Ct);
        while ((await PipelinesAsync(node)).Status != HttpStatusCode.OK)
        {
            await Task.Delay(20, Ct);
        }

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal((HttpStatusCode.OK, "[]\n"), await PipelinesAsync(node));
        }
    }

    [Fact]
    public async Task The_background_components_go_on_after_the_database_was_away()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var client = await node.ClientAsync(TestUsers.Admin);
        var pipeline = new PipelineRef("p");
        await client.SavePipelineConfigAsync("main", pipeline, "", "jobs: [{name: j, plan: []}]"u8.ToArray(), false, Ct);
        await client.UnpausePipelineAsync("main", pipeline, Ct);

        await postgres.Cluster.StopServerAsync(Ct);
        await postgres.Cluster.StartServerAgainAsync(Ct);

        var build = await TriggerAsync(client, pipeline);
        while ((await client.BuildAsync(build.Id, Ct))!.Status == BuildStatus.Pending)
        {
            await Task.Delay(20, Ct);
        }
    }

    [Fact]
    public async Task A_reader_of_a_running_build_gets_every_event_once_although_the_database_was_away_in_between()
    {
        await using var node = await TestNode.StartAsync(postgres);
        var client = await node.ClientAsync(TestUsers.Admin);
        var build = await StartBuildAsync(node);
        await AppendAsync(node, build, 1);
        var seen = new List<string>();
        var first = new TaskCompletionSource();
        var reading = Task.Run(
            async () =>
            {
                await foreach (var envelope in client.BuildEvents(build.Id, TimeProvider.System).ReadAsync(Ct))
                {
                    seen.Add(envelope.EventId);
                    if (seen.Count == 2)
                    {
                        first.SetResult();
                    }
                }
            },
            Ct);
        await first.Task.WaitAsync(Ct);

        await postgres.Cluster.StopServerAsync(Ct);
        await postgres.Cluster.StartServerAgainAsync(Ct);
        await AppendAsync(node, build, 2);
        await node.Services.GetRequiredService<BuildExecutionRepository>().FinishAsync(build.Id, BuildStatus.Succeeded, Ct);

        await reading.WaitAsync(Ct);
        Assert.Equal(["0", "1", "2", "3"], seen);
    }

    [Fact]
    public async Task A_node_that_starts_while_the_database_is_away_says_so_and_waits_for_it()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await postgres.Cluster.StopServerAsync(Ct);
        var logFile = Path.Combine(Directory.CreateTempSubdirectory("cc-log-").FullName, "log");
        await using var log = new FileStream(logFile, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var options = new WebOptions
        {
            BindIp = IPAddress.Loopback,
            BindPort = 0,
            Database = database.Options with { ConnectTimeout = Deadline },
            LogLevel = LogLevel.Warning,
            Auth = new AuthOptions { LocalUsers = TestUsers.Passwords, MainTeamLocalUsers = [TestUsers.Admin] },
        };
        var starting = Task.Run(() => WebNode.StartAsync(options, log, TimeProvider.System, Ct), Ct);

        while (!(await ReadAsync(logFile)).Contains("does not answer yet", StringComparison.Ordinal))
        {
            await Task.Delay(20, Ct);
        }

        await postgres.Cluster.StartServerAgainAsync(Ct);
        await using var node = await starting;
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(node.Address, "/api/v1/info"), Ct)).StatusCode);
        Directory.Delete(Path.GetDirectoryName(logFile)!, recursive: true);
    }

    private static async Task<string> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private async Task<(HttpStatusCode Status, string Body)> PipelinesAsync(TestNode node)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node.Url, "/api/v1/teams/main/pipelines"));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {(await node.TokenAsync(TestUsers.Admin)).Value}");
        using var response = await node.Http.SendAsync(request, Ct);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
    }

    /// <summary>Pooled connections that broke may still fail a request or two.</summary>
    private async Task<Client.Wire.Build> TriggerAsync(ConcourseClient client, PipelineRef pipeline)
    {
        while (true)
        {
            try
            {
                return await client.TriggerJobAsync("main", pipeline, "j", Ct);
            }
            catch (Client.Http.UnexpectedResponseException)
            {
                await Task.Delay(20, Ct);
            }
        }
    }

    private async Task<Build> StartBuildAsync(TestNode node)
    {
        var team = await node.Services.GetRequiredService<TeamsRepository>().FindAsync("main", Ct);
        var creation = node.Services.GetRequiredService<BuildCreationRepository>();
        return await creation.StartOneOffAsync(team!.Id, null, new DoPlan(new PlanId("1"), []), "admin", Ct);
    }

    private async Task AppendAsync(TestNode node, Build build, int id)
    {
        var batch = new EventBatch { FirstEventId = id, Events = [new LogEvent(1, new Origin("1", "stdout"), $"line {id}\n")] };
        while (true)
        {
            try
            {
                await node.Services.GetRequiredService<BuildEventsRepository>().AppendAsync(build.Id, build.Events, batch, Ct);
                return;
            }
            catch (Npgsql.NpgsqlException)
            {
                // As the engine's writer does.
                batch = batch with { MayBeStored = true };
            }
        }
    }
}
