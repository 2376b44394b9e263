using System.Text;
using Concourse.Client;
using Concourse.Core;
using Concourse.EndToEnd.Tests.World;
using Concourse.Testing.Postgres;
using Dapper;

namespace Concourse.EndToEnd.Tests.Crashes;

/// <summary>One build in a world of its own, run by web nodes that are killed and replaced.</summary>
internal abstract class DisturbedBuild(TestDatabase database, string pipeline) : IAsyncDisposable
{
    protected const string User = "test";

    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private WebNodeProcess? node;
    private ComponentNudge? nudge;

    public abstract IStage Stage { get; }

    public TestDatabase Database => database;

    public long Id { get; private set; }

    /// <summary>Moments at which a node was killed.</summary>
    public List<string> Kills { get; } = [];

    /// <summary>The last lines that the nodes logged.</summary>
    public string NodeLog => string.Join('\n', File.Exists(LogFile) ? File.ReadLines(LogFile).TakeLast(60) : []);

    /// <summary>Where this build keeps files; goes with it.</summary>
    protected TemporaryFolder Folder { get; } = TemporaryFolder.Create(Path.GetTempPath());

    private string LogFile => Path.Combine(Folder.Path, "web.log");

    private string Progress =>
        $"SELECT (SELECT count(*) FROM build_events WHERE build_id = {Id}) + (SELECT count(*) FROM containers WHERE build_id = {Id})";

    /// <summary>Starts a node, sets the pipeline and triggers its job; returns when the build has started.</summary>
    public async Task BeginAsync(CancellationToken ct)
    {
        await StartNodeAsync(ct);
        nudge = new ComponentNudge(Database);
        await TriggerAsync(ct);
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

    /// <summary>
    /// Opens gates and kills the node while a transaction of its waits for the table. The transaction then is undone, or
    /// commits without its node before the next one starts, or in the middle of the next one's work: as fate wills.
    /// </summary>
    public async Task CrashInTransactionAsync(string moment, string table, Random random, IEnumerable<string> open, CancellationToken ct)
    {
        var fate = random.Next(3);
        await using var frozen = await FrozenTable.FreezeAsync(Database, table, ct);
        foreach (var gate in open)
        {
            Stage.Open(gate);
        }

        await frozen.WriterWaitsAsync(ct);
        await CrashAsync(
            $"{moment} ({(fate == 0 ? "undone" : fate == 1 ? "committed" : "committed late")})",
            fate switch
            {
                0 => () => frozen.UndoWritersAsync(ct),
                1 => () => frozen.ThawAsync(ct),
                _ => null,
            },
            ct);
        if (fate == 2)
        {
            await frozen.SecondWriterWaitsAsync(ct);
        }
    }

    /// <summary>Returns as soon as the build has that many container rows.</summary>
    public Task ContainersAsync(int count, CancellationToken ct) => Wait.UntilAsync(
        $"{count} containers",
        () => ScalarAsync<bool>($"SELECT count(*) >= {count} FROM containers WHERE build_id = {Id}", ct),
        Often,
        ct);

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

    /// <summary>What the build left, once it has ended; its events as the API tells them.</summary>
    public async Task<BuildRecord> EndAsync(CancellationToken ct)
    {
        await Wait.UntilAsync("the build ends", () => IsCompletedAsync(ct), Pause, ct);
        using var http = new HttpClient();
        var client = await LoginAsync(http, ct);
        var events = await client.BuildEvents(Id, TimeProvider.System).ReadAsync(ct).ToListAsync(ct);
        return await BuildRecord.ReadAsync(Database, Id, events, await Stage.LedgerAsync(ct));
    }

    public async Task<T> ScalarAsync<T>(string sql, CancellationToken ct)
    {
        await using var connection = await Database.Source.OpenConnectionAsync(ct);
        return (await connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, cancellationToken: ct)))!;
    }

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

        await RemoveSandboxesAsync();
        await Database.DisposeAsync();
        await Stage.DisposeAsync();
        Folder.Dispose();
    }

    /// <summary>Starts a web node process on the build's database.</summary>
    protected abstract Task<WebNodeProcess> StartNodeAsync(string logFile, CancellationToken ct);

    /// <summary>Removes what the build's steps ran in.</summary>
    protected abstract Task RemoveSandboxesAsync();

    private async Task StartNodeAsync(CancellationToken ct) => node = await StartNodeAsync(LogFile, ct);

    private async Task<ConcourseClient> LoginAsync(HttpClient http, CancellationToken ct)
    {
        var token = await new ConcourseClient(http, node!.Address).LoginAsync(User, User, ct);
        return new ConcourseClient(http, node.Address, token);
    }

    private async Task TriggerAsync(CancellationToken ct)
    {
        using var http = new HttpClient();
        var client = await LoginAsync(http, ct);
        var name = new PipelineRef("crashes");
        await client.SavePipelineConfigAsync("main", name, "", Encoding.UTF8.GetBytes(pipeline), checkCredentials: false, ct);
        await client.UnpausePipelineAsync("main", name, ct);
        Id = (await client.TriggerJobAsync("main", name, "job", ct)).Id;
        await Wait.UntilAsync("the build starts", () => ScalarAsync<bool>($"SELECT status <> 'pending' FROM builds WHERE id = {Id}", ct), Often, ct);
    }
}
