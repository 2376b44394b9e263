using System.Text;
using Concourse.Core.Builds;
using Concourse.Core.Events;
using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Core.Versions;
using Concourse.Database.Builds;
using Concourse.Database.Encryption;
using Concourse.Database.Events;
using Concourse.Database.Teams;
using Concourse.Testing.Postgres;
using Dapper;

namespace Concourse.Engine.Tests.World;

/// <summary>A test with a database, a team, a worker in memory, and short ways to run builds and to look at their events.</summary>
public abstract class EngineTest(PostgresFixture postgres) : IAsyncLifetime
{
    private TestDatabase? database;

    internal ScriptedWorld World { get; } = new();

    protected TestDatabase Database => database ?? throw new InvalidOperationException("used before initialisation");

    protected int TeamId { get; private set; }

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await postgres.CreateDatabaseAsync();
        TeamId = (await new TeamsRepository(Database.Source).SaveAsync("main", "{}", Ct)).Team.Id;
        await ExecuteAsync(
            $"""
            INSERT INTO workers (name, state, platform, tags, start_time) VALUES ('{ScriptedWorld.Worker}', 'running', 'linux', '[]', now());
            INSERT INTO base_resource_types (name) VALUES ('mock');
            INSERT INTO worker_base_resource_types (worker_name, base_resource_type_id, image, version)
            SELECT '{ScriptedWorld.Worker}', id, 'mock@sha256:1', '1' FROM base_resource_types;
            """);
    }

    public async ValueTask DisposeAsync()
    {
        if (database is not null)
        {
            await database.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    protected async Task ExecuteAsync(string sql)
    {
        await using var connection = await Database.Source.OpenConnectionAsync(Ct);
        await connection.ExecuteAsync(sql);
    }

    protected async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = await Database.Source.OpenConnectionAsync(Ct);
        return await connection.ExecuteScalarAsync<T>(sql);
    }

    /// <summary>A started one-off build of a plan.</summary>
    protected async Task<long> StartAsync(Plan plan) =>
        (await new BuildCreationRepository(Database.Source, ColumnCipher.None).StartOneOffAsync(TeamId, null, plan, "tester", Ct)).Id;

    /// <summary>Runs a plan on one node to its end.</summary>
    protected async Task<(BuildStatus Status, List<string> Events)> RunAsync(Plan plan)
    {
        var id = await StartAsync(plan);
        await using var engine = new EngineUnderTest(Database, World);
        await engine.Runner.RunAsync(id, Ct);
        return (await StatusAsync(id), await EventsAsync(id));
    }

    protected async Task<BuildStatus> StatusAsync(long buildId) => (await new BuildsRepository(Database.Source).FindAsync(buildId, Ct))!.Status;

    /// <summary>The events in order: type, origin and what is worth telling, without times; neighbouring logs of one stream are one.</summary>
    protected async Task<List<string>> EventsAsync(long buildId)
    {
        var build = (await new BuildsRepository(Database.Source).FindAsync(buildId, Ct))!;
        var page = await new BuildEventsRepository(Database.Source, ColumnCipher.None).ReadAsync(buildId, build.Events, -1, Ct);
        Assert.Equal(Enumerable.Range(0, page.Events.Count), page.Events.Select(e => e.EventId));
        return Described(page.Events.Select(e => e.Decode()));
    }

    private static List<string> Described(IEnumerable<BuildEvent> events)
    {
        var lines = new List<string>();
        var (stream, text) = (default(Origin?), new StringBuilder());
        foreach (var happened in events)
        {
            if (happened is LogEvent log)
            {
                if (stream != log.Origin)
                {
                    Flush();
                    stream = log.Origin;
                }

                text.Append(log.Text);
                continue;
            }

            Flush();
            lines.Add(Described(happened));
        }

        Flush();
        return lines;

        void Flush()
        {
            if (stream is { } origin)
            {
                lines.Add($"log {origin.Id} {origin.Source}: {text}");
                (stream, _) = (null, text.Clear());
            }
        }
    }

    private static string Described(BuildEvent happened) => happened switch
    {
        StatusEvent e => $"status {e.Status.Name()}",
        ErrorEvent e => $"error {e.Origin.Id}: {e.Message}",
        SelectedWorkerEvent e => $"selected-worker {e.Origin.Id} {e.Worker}",
        FinishTaskEvent e => $"finish-task {e.Origin.Id} {e.ExitStatus}",
        FinishResourceEvent e => $"{e.Type} {e.Origin.Id} {e.ExitStatus} {e.ResourceVersion?.Json ?? "null"}",
        FinishEvent e => $"finish {e.Origin.Id} {e.Succeeded}",
        StepPointEvent e => $"{e.Type} {e.Origin.Id}",
        InitializeCheckEvent e => $"{e.Type} {e.Origin.Id} {e.Name}",
        InitializeTaskEvent e => $"{e.Type} {e.Origin.Id}",
        StartTaskEvent e => string.Join(' ', [e.Type, e.Origin.Id, e.Config.RunPath, .. e.Config.RunArgs ?? []]),
        ImagePlanEvent e => $"{e.Type} {e.Origin.Id}",
        _ => happened.Type,
    };

    /// <summary>What happened to one plan.</summary>
    protected static IEnumerable<string> Of(string plan, IEnumerable<string> events) => events.Where(e =>
        e.Split(' ') is [_, var id, ..] && (id == plan || id == plan + ":"));

    /// <summary>Every get brings these files.</summary>
    protected void Holds(string file, string content) => Holds((file, content));

    /// <inheritdoc cref="Holds(string, string)"/>
    protected void Holds(params (string Name, string Content)[] files) => World.Scripts["/opt/resource/in"] = p =>
    {
        foreach (var (name, content) in files)
        {
            p.Sandbox.Volumes["/tmp/build/get"].Files[name] = content;
        }

        p.Print("{\"version\":{\"v\":\"1\"}}");
        return Task.FromResult(0);
    };

    /// <summary>A get of the type <c>mock</c>.</summary>
    protected static GetPlan Get(string id, string name, string version = "1", string timeout = "") => new(new PlanId(id))
    {
        Name = name,
        Type = "mock",
        Source = new MapValue(("of", name)),
        Image = new TypeImage { BaseType = "mock" },
        Version = new ResourceVersion([new("v", version)]),
        Timeout = timeout,
    };

    protected static PutPlan Put(string id, string name) => new(new PlanId(id))
    {
        Name = name,
        Type = "mock",
        Source = new MapValue(("of", name)),
        Image = new TypeImage { BaseType = "mock" },
    };

    protected static TaskPlan TaskOf(string id, string name, Core.Configuration.Tasks.TaskConfig? config = null, string timeout = "") => new(new PlanId(id))
    {
        Name = name,
        Timeout = timeout,
        Config = config ?? new Core.Configuration.Tasks.TaskConfig
        {
            Platform = "linux",
            RootfsUri = "docker:///busybox",
            Run = new Core.Configuration.Tasks.TaskRunConfig { Path = name },
        },
    };

    protected static DoPlan Do(string id, params Plan[] steps) => new(new PlanId(id), steps);
}
