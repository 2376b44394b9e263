using System.Text;
using Concourse.Client;
using Concourse.Core;
using Concourse.EndToEnd.Tests.World;
using Concourse.Testing.Postgres;
using Concourse.Testing.Sandboxes;
using Concourse.TestServer;
using Dapper;

namespace Concourse.EndToEnd.Tests.Crashes;

/// <summary>One build in a world of its own, run by web nodes that are killed and replaced.</summary>
internal sealed class CrashedBuild : IAsyncDisposable
{
    private const string User = "test";

    private const string Pipeline =
        """
        resources:
        - {name: src, type: script, source: {name: src}}
        - {name: release, type: script, source: {name: release}}
        jobs:
        - name: job
          plan:
          - get: src
          - task: build
            config:
              platform: linux
              rootfs_uri: docker:///script
              inputs: [{name: src}]
              outputs: [{name: built}]
              run: {path: /opt/resource/task, args: [build]}
          - put: release
          - in_parallel:
            - task: left
              config: {platform: linux, rootfs_uri: "docker:///script", run: {path: /opt/resource/task, args: [left]}}
            - try:
                task: right
                config: {platform: linux, rootfs_uri: "docker:///script", run: {path: /opt/resource/task, args: [right, "3"]}}
          ensure:
            task: last
            config: {platform: linux, rootfs_uri: "docker:///script", run: {path: /opt/resource/task, args: [last]}}
        """;

    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly string folder = Directory.CreateTempSubdirectory("cc-e2e-").FullName;
    private readonly TestServerOptions options;
    private WebNodeProcess? node;
    private ComponentNudge? nudge;

    private CrashedBuild(TestDatabase database)
    {
        Database = database;
        var image = Directory.CreateDirectory(Path.Combine(folder, "image")).FullName;
        ScriptImage.Write(image, Stage);
        options = new TestServerOptions
        {
            DatabaseSocket = database.Options.Socket!,
            DatabasePort = database.Options.Port,
            DatabaseUser = database.Options.User!,
            Database = database.Name,
            SandboxFolder = Path.Combine(folder, "runtime"),
            ImageFolder = image,
            ResourceType = ScriptImage.Name,
            UserName = User,
        };
    }

    public Stage Stage { get; } = new();

    public TestDatabase Database { get; }

    public long Id { get; private set; }

    /// <summary>Moments at which a node was killed.</summary>
    public List<string> Kills { get; } = [];

    /// <summary>Starts a node, sets the pipeline and triggers its job; returns when the build has started.</summary>
    /// <param name="postgres">Where its database is made.</param>
    /// <param name="shut">Gates that are shut from the start.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<CrashedBuild> StartAsync(PostgresFixture postgres, IEnumerable<string> shut, CancellationToken ct)
    {
        var build = new CrashedBuild(await postgres.CreateDatabaseAsync());
        try
        {
            foreach (var gate in shut)
            {
                build.Stage.Shut(gate);
            }

            await build.StartNodeAsync(ct);
            build.nudge = new ComponentNudge(build.Database);
            await build.TriggerAsync(ct);
            return build;
        }
        catch
        {
            await build.DisposeAsync();
            throw;
        }
    }

    public Task ReachedAsync(string gate, CancellationToken ct) => Stage.ReachedAsync(gate, ct);

    /// <summary>Kills the node; a new one starts after what happens meanwhile.</summary>
    public async Task CrashAsync(string moment, Func<Task>? meanwhile, CancellationToken ct)
    {
        await node!.KillAsync();
        Kills.Add(moment);
        if (meanwhile is not null)
        {
            await meanwhile();
        }

        await node.DisposeAsync();
        await StartNodeAsync(ct);
    }

    /// <summary>Returns as soon as the build has that many container rows.</summary>
    public Task ContainersAsync(int count, CancellationToken ct) => Wait.UntilAsync(
        $"{count} containers",
        () => ScalarAsync<bool>($"SELECT count(*) >= {count} FROM containers WHERE build_id = {Id}", ct),
        Often,
        ct);

    /// <summary>Returns as soon as a supervisor knows a process of a container of the build's, that many in all.</summary>
    public Task ProcessesAsync(int count, CancellationToken ct) =>
        Wait.UntilAsync($"{count} processes", async () => await CountAsync("*", ct) >= count, Often, ct);

    /// <summary>Returns when that many processes of the build's have ended.</summary>
    public Task ExitsAsync(int count, CancellationToken ct) =>
        Wait.UntilAsync($"{count} exits", async () => await CountAsync("*/exit", ct) >= count, Often, ct);

    /// <summary>Returns when that many events of a type are stored whose JSON holds the text.</summary>
    public Task StoredAsync(int count, string type, string text, CancellationToken ct) => Wait.UntilAsync(
        $"{count} events {type} with {text}",
        () => ScalarAsync<bool>(
            $"SELECT count(*) >= {count} FROM build_events WHERE build_id = {Id} AND type = '{type}' AND payload LIKE '%{text}%'", ct),
        Pause,
        ct);

    /// <summary>Returns when that many more events and containers are stored, or the build has ended.</summary>
    public async Task ProgressAsync(int steps, CancellationToken ct)
    {
        var goal = await ScalarAsync<long>(Progress, ct) + steps;
        await Wait.UntilAsync(
            $"{steps} steps on", async () => await ScalarAsync<long>(Progress, ct) >= goal || await IsCompletedAsync(ct), Often, ct);
    }

    /// <summary>Table of the build's events.</summary>
    public Task<string> EventTableAsync(CancellationToken ct) =>
        ScalarAsync<string>($"SELECT 'pipeline_build_events_' || pipeline_id FROM builds WHERE id = {Id}", ct);

    public Task<bool> IsCompletedAsync(CancellationToken ct) => ScalarAsync<bool>($"SELECT completed FROM builds WHERE id = {Id}", ct);

    /// <summary>What the build left, once it has ended.</summary>
    public async Task<BuildRecord> EndAsync(CancellationToken ct)
    {
        await Wait.UntilAsync("the build ends", () => IsCompletedAsync(ct), Pause, ct);
        return await BuildRecord.ReadAsync(Database, Id, await Stage.LedgerAsync(ct));
    }

    public async Task<T> ScalarAsync<T>(string sql, CancellationToken ct)
    {
        await using var connection = await Database.Source.OpenConnectionAsync(ct);
        return (await connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, cancellationToken: ct)))!;
    }

    /// <summary>The last lines that the nodes logged.</summary>
    public string NodeLog => string.Join('\n', File.Exists(LogFile) ? File.ReadLines(LogFile).TakeLast(60) : []);

    private string LogFile => Path.Combine(folder, "web.log");

    public async ValueTask DisposeAsync()
    {
        if (nudge is not null)
        {
            await nudge.DisposeAsync();
        }

        if (node is not null)
        {
            await node.DisposeAsync();
        }

        await using (new ProcessRuntimeDriver(options.SandboxFolder))
        {
            // Its end removes the sandboxes, whoever made them.
        }

        await Database.DisposeAsync();
        Stage.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private string Progress =>
        $"SELECT (SELECT count(*) FROM build_events WHERE build_id = {Id}) + (SELECT count(*) FROM containers WHERE build_id = {Id})";

    private async Task StartNodeAsync(CancellationToken ct) => node = await WebNodeProcess.StartAsync(options, LogFile, ct);

    private async Task TriggerAsync(CancellationToken ct)
    {
        using var http = new HttpClient();
        var token = await new ConcourseClient(http, node!.Address).LoginAsync(User, User, ct);
        var client = new ConcourseClient(http, node.Address, token);
        var pipeline = new PipelineRef("crashes");
        await client.SavePipelineConfigAsync("main", pipeline, "", Encoding.UTF8.GetBytes(Pipeline), checkCredentials: false, ct);
        await client.UnpausePipelineAsync("main", pipeline, ct);
        Id = (await client.TriggerJobAsync("main", pipeline, "job", ct)).Id;
        await Wait.UntilAsync("the build starts", () => ScalarAsync<bool>($"SELECT status <> 'pending' FROM builds WHERE id = {Id}", ct), Often, ct);
    }

    private async Task<int> CountAsync(string below, CancellationToken ct)
    {
        await using var connection = await Database.Source.OpenConnectionAsync(ct);
        var handles = await connection.QueryAsync<string>(new CommandDefinition($"SELECT handle FROM containers WHERE build_id = {Id}", cancellationToken: ct));
        return handles.Select(h => Path.Combine(options.SandboxFolder, "sandboxes", h, "state/spool"))
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Count(process => below == "*" || File.Exists(Path.Combine(process, "exit")));
    }
}
