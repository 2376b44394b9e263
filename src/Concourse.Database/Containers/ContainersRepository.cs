using Concourse.Database.Connections;
using Npgsql;

namespace Concourse.Database.Containers;

/// <summary>Containers on workers. Source: engine chapter §16, database chapter §8.</summary>
public sealed class ContainersRepository(NpgsqlDataSource database)
{
    private const string Select =
        """
        SELECT c.id, c.handle, c.worker_name, c.state::text AS state, c.team_id, c.plan_id, c.resource_config_check_session_id AS check_session_id,
               c.meta_type AS type, c.meta_step_name AS step_name, c.meta_attempt AS attempt, c.meta_working_directory AS working_directory,
               c.meta_process_user AS "user", c.meta_pipeline_id AS pipeline_id, c.meta_job_id AS job_id, c.meta_build_id AS build_id,
               c.meta_pipeline_name AS pipeline_name, c.meta_pipeline_instance_vars AS pipeline_instance_vars, c.meta_job_name AS job_name,
               c.meta_build_name AS build_name
          FROM containers c
        """;

    private const string OfOwner =
        """
        c.build_id IS NOT DISTINCT FROM @BuildId::bigint AND c.plan_id IS NOT DISTINCT FROM @PlanId::text
        AND c.resource_config_check_session_id IS NOT DISTINCT FROM @CheckSessionId::int
        AND c.in_memory_build_id IS NOT DISTINCT FROM @InMemoryBuildId::bigint
        AND c.in_memory_build_create_time IS NOT DISTINCT FROM @InMemoryBuildCreateTime::timestamptz
        """;

    /// <summary>The owner's container on any worker; destroying and failed ones are invisible.</summary>
    public Task<Container?> FindAsync(ContainerOwner owner, CancellationToken ct) => SingleAsync(
        $"{OfOwner} AND c.state IN ('creating', 'created') ORDER BY c.id LIMIT 1", OwnerValues(owner), ct);

    public Task<Container?> FindAsync(string handle, CancellationToken ct) => SingleAsync("c.handle = @handle", new { handle }, ct);

    /// <summary>Registers a container that is about to be made, in state creating.</summary>
    /// <exception cref="ContainerOwnerGoneException">Its build, check session or worker was deleted meanwhile.</exception>
    public async Task<Container> CreateAsync(
        string workerName, string handle, ContainerOwner owner, ContainerMetadata metadata, CancellationToken ct)
    {
        try
        {
            await database.RunAsync(
                """
                INSERT INTO containers (handle, worker_name, build_id, plan_id, team_id, resource_config_check_session_id, in_memory_build_id,
                                        in_memory_build_create_time, meta_type, meta_step_name, meta_attempt, meta_working_directory,
                                        meta_process_user, meta_pipeline_id, meta_job_id, meta_build_id, meta_pipeline_name,
                                        meta_pipeline_instance_vars, meta_job_name, meta_build_name)
                VALUES (@handle, @workerName, @OwnerBuildId, @PlanId, @TeamId, @CheckSessionId, @InMemoryBuildId,
                        @InMemoryBuildCreateTime, @Type, @StepName, @Attempt, @WorkingDirectory, @User, @PipelineId, @JobId, @BuildId, @PipelineName,
                        @PipelineInstanceVars, @JobName, @BuildName)
                """,
                new
                {
                    handle,
                    workerName,
                    OwnerBuildId = owner.BuildId,
                    owner.PlanId,
                    owner.TeamId,
                    owner.CheckSessionId,
                    owner.InMemoryBuildId,
                    owner.InMemoryBuildCreateTime,
                    metadata.Type,
                    metadata.StepName,
                    metadata.Attempt,
                    metadata.WorkingDirectory,
                    metadata.User,
                    metadata.PipelineId,
                    metadata.JobId,
                    metadata.BuildId,
                    metadata.PipelineName,
                    metadata.PipelineInstanceVars,
                    metadata.JobName,
                    metadata.BuildName,
                },
                ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            throw new ContainerOwnerGoneException(handle, e);
        }

        return (await FindAsync(handle, ct))!;
    }

    /// <summary>The worker has made it. Returns false if its row is gone or no longer creating.</summary>
    public Task<bool> MarkCreatedAsync(string handle, CancellationToken ct) => MoveAsync(handle, "creating", "created", ct);

    /// <summary>The worker could not make it.</summary>
    public Task<bool> MarkFailedAsync(string handle, CancellationToken ct) => MoveAsync(handle, "creating", "failed", ct);

    /// <summary>It is to be deleted. Returns false if it was not created.</summary>
    public Task<bool> MarkDestroyingAsync(string handle, CancellationToken ct) => MoveAsync(handle, "created", "destroying", ct);

    /// <summary>Somebody works in it, so it is kept for a while.</summary>
    public Task TouchHijackAsync(string handle, CancellationToken ct) =>
        database.RunAsync("UPDATE containers SET last_hijack = now() WHERE handle = @handle", new { handle }, ct);

    /// <summary>Containers of a worker that are to be deleted.</summary>
    public async Task<IReadOnlyList<string>> ListDestroyingAsync(string workerName, CancellationToken ct) => await database.RowsAsync<string>(
        "SELECT handle FROM containers WHERE worker_name = @workerName AND state = 'destroying' ORDER BY id", new { workerName }, ct);

    /// <summary>
    /// Notes which containers a worker has: what it no longer has is missing from now on or, if it was to be deleted,
    /// deleted. Those being created are left alone. Returns how many rows were deleted.
    /// </summary>
    public Task<int> ReportAsync(string workerName, IReadOnlyCollection<string> handles, CancellationToken ct) => database.InTransactionAsync(
        async connection =>
        {
            var values = new { workerName, handles = handles.ToArray() };
            await connection.RunAsync(
                """
                UPDATE containers SET missing_since = CASE WHEN handle = ANY (@handles) THEN NULL ELSE now() END
                 WHERE worker_name = @workerName AND state <> 'creating' AND (handle = ANY (@handles)) = (missing_since IS NOT NULL)
                """,
                values,
                ct);
            return await connection.RunAsync(
                "DELETE FROM containers WHERE worker_name = @workerName AND state = 'destroying' AND handle <> ALL (@handles)", values, ct);
        },
        ct);

    /// <summary>A team's containers, with those that check its pipelines' resources, types and prototypes.</summary>
    public Task<IReadOnlyList<Container>> ListForTeamAsync(int teamId, CancellationToken ct) => ListAsync(
        """
        c.team_id = @teamId
        OR c.resource_config_check_session_id IN (
            SELECT s.id FROM resource_config_check_sessions s
             WHERE s.resource_config_id IN (
                SELECT r.resource_config_id FROM resources r JOIN pipelines p ON p.id = r.pipeline_id WHERE p.team_id = @teamId
                UNION SELECT r.resource_config_id FROM resource_types r JOIN pipelines p ON p.id = r.pipeline_id WHERE p.team_id = @teamId
                UNION SELECT r.resource_config_id FROM prototypes r JOIN pipelines p ON p.id = r.pipeline_id WHERE p.team_id = @teamId))
        ORDER BY c.id
        """,
        new { teamId },
        ct);

    /// <summary>The containers of a build's steps.</summary>
    public Task<IReadOnlyList<Container>> ListForBuildAsync(long buildId, CancellationToken ct) =>
        ListAsync("c.build_id = @buildId ORDER BY c.id", new { buildId }, ct);

    private static object OwnerValues(ContainerOwner owner) =>
        new { owner.BuildId, owner.PlanId, owner.CheckSessionId, owner.InMemoryBuildId, owner.InMemoryBuildCreateTime };

    private async Task<bool> MoveAsync(string handle, string from, string to, CancellationToken ct) => await database.RunAsync(
        "UPDATE containers SET state = @to::container_state WHERE handle = @handle AND state IN (@from::container_state, @to::container_state)",
        new { handle, from, to },
        ct) > 0;

    private async Task<Container?> SingleAsync(string condition, object values, CancellationToken ct) =>
        (await ListAsync(condition, values, ct)).SingleOrDefault();

    private async Task<IReadOnlyList<Container>> ListAsync(string condition, object values, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return [.. await Dapper.SqlMapper.QueryAsync<Container, ContainerMetadata, Container>(
            connection,
            new Dapper.CommandDefinition($"{Select} WHERE {condition}", values, cancellationToken: ct),
            (container, metadata) => container with { Metadata = metadata },
            splitOn: "type")];
    }
}
