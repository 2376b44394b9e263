using Concourse.Core;
using Concourse.Core.Builds;
using Concourse.Core.Configuration;
using Concourse.Core.Planning;
using Concourse.Core.Versions;
using Concourse.Database.Builds;
using Concourse.Database.Encryption;
using Concourse.Database.Execution;
using Concourse.Database.Locks;
using Concourse.Database.Pipelines;
using Concourse.Database.Scheduling;
using Concourse.Database.Teams;
using Concourse.Scheduling.Checks;
using Concourse.Scheduling.Jobs;
using Concourse.Scheduling.Pipelines;
using Concourse.Testing.Postgres;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace Concourse.Scheduling.Tests.Jobs;

/// <summary>A database with a pipeline in it, and the scheduler over it. Checks and steps are played by the test.</summary>
internal sealed class SchedulingBench : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly AdvisoryLocks locks;
    private readonly PipelinesRepository pipelines;
    private readonly SchedulerRunner scheduler;
    private readonly BuildCreationRepository creation;
    private int pipelineId;

    private SchedulingBench(TestDatabase database)
    {
        this.database = database;
        var source = database.Source;
        var cipher = ColumnCipher.None;
        locks = new AdvisoryLocks(database.Connections, TimeProvider.System, NullLogger<AdvisoryLocks>.Instance);
        pipelines = new PipelinesRepository(source, cipher);
        creation = new BuildCreationRepository(source, cipher);
        Builds = new BuildExecutionRepository(source, cipher);
        var configs = new PipelineConfigs(pipelines);
        var planIds = new PlanIdFactory(0);
        Candidates = new CheckCandidatesRepository(source);
        var checks = new CheckFactory(configs, creation, planIds, PlanningOptions.Default, new CheckIntervals());
        Scanner = new Scanner(Candidates, configs, checks, NullLogger<Scanner>.Instance);
        var jobs = new JobSchedulingRepository(source);
        var starter = new BuildStarter(
            new PendingBuildsRepository(source), Candidates, Builds, configs, checks, planIds, PlanningOptions.Default, NullLogger<BuildStarter>.Instance);
        scheduler = new SchedulerRunner(
            jobs, new JobScheduler(jobs, new VersionHistory(source), starter), locks, new SchedulerOptions(), NullLogger<SchedulerRunner>.Instance);
    }

    public BuildExecutionRepository Builds { get; }

    public CheckCandidatesRepository Candidates { get; }

    public Scanner Scanner { get; }

    public static async Task<SchedulingBench> CreateAsync(PostgresFixture postgres, string pipelineYaml)
    {
        var bench = new SchedulingBench(await postgres.CreateDatabaseAsync());
        var team = await new TeamsRepository(bench.database.Source).EnsureMainAsync("{}", Ct);
        var saved = await bench.pipelines.SaveAsync(
            team.Id,
            new PipelineSave { Ref = new PipelineRef("p"), Config = ConfigReader.Pipeline(pipelineYaml), InitiallyPaused = false },
            Ct);
        bench.pipelineId = saved.Id;
        return bench;
    }

    public Task ScheduleAsync() => scheduler.RunAsync(Ct);

    /// <summary>What a successful check that found these versions leaves behind; oldest first.</summary>
    public async Task CheckedAsync(string resource, params string[] versions)
    {
        var scope = await ScalarAsync<long?>("SELECT resource_config_scope_id FROM resources WHERE name = @resource", new { resource });
        scope ??= await ScalarAsync<long>(
            """
            WITH type AS (INSERT INTO base_resource_types (name) VALUES (@resource) RETURNING id),
            config AS (INSERT INTO resource_configs (source_hash, base_resource_type_id) SELECT @resource, id FROM type RETURNING id),
            scope AS (INSERT INTO resource_config_scopes (resource_config_id) SELECT id FROM config RETURNING id, resource_config_id)
            UPDATE resources SET resource_config_scope_id = scope.id, resource_config_id = scope.resource_config_id
            FROM scope WHERE name = @resource RETURNING scope.id
            """,
            new { resource });
        await ExecuteAsync(
            """
            UPDATE resource_config_scopes
            SET last_check_start_time = clock_timestamp(), last_check_end_time = clock_timestamp(), last_check_succeeded = true, last_check_build_id = 1,
                next_check_time = clock_timestamp() + interval '1 minute'
            WHERE id = @scope;
            UPDATE builds SET status = 'succeeded', completed = true
            WHERE resource_id = (SELECT id FROM resources WHERE name = @resource) AND NOT completed
            """,
            new { scope, resource });
        await new VersionsRepository(database.Source).SaveAsync(scope.Value, [.. versions.Select(Version)], Ct);
    }

    public async Task<long> TriggerAsync(string job) =>
        (await creation.TriggerAsync(await ScalarAsync<int>("SELECT id FROM jobs WHERE name = @job", new { job }), "somebody", Ct))!.Id;

    public async Task<long> RerunAsync(long buildId) => (await creation.RerunAsync(buildId, "somebody", Ct))!.Id;

    /// <summary>Versions that the job's builds got of an input, oldest build first.</summary>
    public async Task<string> UsedAsync(string job, string input) => await ScalarAsync<string?>(
        """
        SELECT string_agg(v.version->>'v', ', ' ORDER BY b.id)
        FROM build_resource_config_version_inputs i
        JOIN builds b ON b.id = i.build_id
        JOIN jobs j ON j.id = b.job_id
        JOIN resources r ON r.id = i.resource_id
        JOIN resource_config_versions v ON v.resource_config_scope_id = r.resource_config_scope_id AND v.version_sha256 = i.version_digest
        WHERE j.name = @job AND i.name = @input
        """,
        new { job, input }) ?? "";

    /// <summary>Lets time pass for a resource: its last check and the next one move into the past.</summary>
    public Task LetPassAsync(string resource, TimeSpan time) => ExecuteAsync(
        """
        UPDATE resource_config_scopes s SET last_check_end_time = last_check_end_time - @time, next_check_time = next_check_time - @time
        FROM resources r WHERE r.resource_config_scope_id = s.id AND r.name = @resource
        """,
        new { resource, time });

    public Task FinishAsync(long buildId, BuildStatus status = BuildStatus.Succeeded) => Builds.FinishAsync(buildId, status, Ct);

    /// <summary>The job's builds as "name status", oldest first.</summary>
    public async Task<string> BuildsOfAsync(string job) => await ScalarAsync<string?>(
        """
        SELECT string_agg(b.name || ' ' || b.status, ', ' ORDER BY b.id) FROM builds b JOIN jobs j ON j.id = b.job_id WHERE j.name = @job
        """,
        new { job }) ?? "";

    public Task<long> StartedBuildAsync(string job) => ScalarAsync<long>(
        "SELECT b.id FROM builds b JOIN jobs j ON j.id = b.job_id WHERE j.name = @job AND b.status = 'started'", new { job });

    public Task<int> RunningChecksAsync(string resource) => ScalarAsync<int>(
        "SELECT count(*) FROM builds b JOIN resources r ON r.id = b.resource_id WHERE r.name = @resource AND NOT b.completed", new { resource });

    public Task<long> RunningCheckAsync(string resource) => ScalarAsync<long>(
        "SELECT b.id FROM builds b JOIN resources r ON r.id = b.resource_id WHERE r.name = @resource AND NOT b.completed", new { resource });

    public Task PauseAsync() => pipelines.PauseAsync(pipelineId, "somebody", Ct);

    public async Task<T> ScalarAsync<T>(string sql, object? values = null)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Ct);
        return (await connection.ExecuteScalarAsync<T>(sql, values))!;
    }

    public Task ExecuteAsync(string sql, object? values = null) => ScalarAsync<object?>(sql, values);

    public async ValueTask DisposeAsync()
    {
        await locks.DisposeAsync();
        await database.DisposeAsync();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static ResourceVersion Version(string v) => new([KeyValuePair.Create("v", v)]);
}
