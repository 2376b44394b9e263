using Dapper;
using Npgsql;

namespace Concourse.Database.Execution;

/// <summary>
/// Containers and their volumes as steps make and find them. Rows come before what they stand for, with handles that stay,
/// so that a node that takes a build over finds whatever its predecessor may have made (engine chapter §16.1).
/// </summary>
public sealed class StepContainersRepository(NpgsqlDataSource database)
{
    private const string OwnerCondition =
        """
        ((@BuildId::bigint IS NOT NULL AND build_id = @BuildId AND plan_id = @PlanId)
          OR (@SessionId::int IS NOT NULL AND resource_config_check_session_id = @SessionId))
        """;

    /// <summary>The owner's container, on whichever worker; rows that are going away are not seen.</summary>
    public async Task<StepContainer?> FindAsync(ContainerOwner owner, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await FindAsync(connection, null, owner, ct);
    }

    /// <summary>The owner's container; made, in state <c>creating</c>, when there is none.</summary>
    /// <param name="owner">What it is for.</param>
    /// <param name="workerName">Where a new one will be.</param>
    /// <param name="teamId">Whose its volumes are; null for checks that belong to several teams.</param>
    /// <param name="metadata">For people.</param>
    /// <param name="mountPaths">A volume row is made for each that has none.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<StepContainer> FindOrCreateAsync(
        ContainerOwner owner,
        string workerName,
        int? teamId,
        ContainerMetadata metadata,
        IReadOnlyCollection<string> mountPaths,
        CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var container = await FindAsync(connection, transaction, owner, ct) ?? await InsertAsync(connection, transaction, owner, workerName, metadata, ct);
        var missing = mountPaths.Except(container.Volumes.Keys).ToArray();
        if (missing.Length > 0)
        {
            var handles = missing.Select(_ => Guid.NewGuid().ToString()).ToArray();
            await connection.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO volumes (handle, worker_name, path, container_id, team_id)
                SELECT handle, @WorkerName, path, @Id, @teamId FROM unnest(@handles, @missing) AS v(handle, path)
                """,
                new { container.WorkerName, container.Id, teamId, handles, missing },
                transaction,
                cancellationToken: ct));
            var volumes = new Dictionary<string, string>(container.Volumes);
            for (var i = 0; i < missing.Length; i++)
            {
                volumes.Add(missing[i], handles[i]);
            }

            container = container with { Volumes = volumes };
        }

        await transaction.CommitAsync(ct);
        return container;
    }

    /// <summary>Names of the workers that hold containers of a build.</summary>
    public async Task<IReadOnlyList<string>> WorkersOfBuildAsync(long buildId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT DISTINCT worker_name FROM containers WHERE build_id = @buildId AND state IN ('creating', 'created')",
            new { buildId },
            cancellationToken: ct))];
    }

    /// <summary>The sandbox and its volumes exist.</summary>
    public async Task MarkCreatedAsync(int containerId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            WITH created AS (UPDATE containers SET state = 'created' WHERE id = @containerId AND state = 'creating')
            UPDATE volumes SET state = 'created' WHERE container_id = @containerId AND state = 'creating'
            """,
            new { containerId },
            cancellationToken: ct));
    }

    /// <summary>The sandbox could not be made; the collector removes what there is of it.</summary>
    public async Task MarkFailedAsync(int containerId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE containers SET state = 'failed' WHERE id = @containerId AND state = 'creating'",
            new { containerId },
            cancellationToken: ct));
    }

    /// <summary>The sandbox is gone: a check session whose container vanished gets a new one at the next check.</summary>
    public async Task ForgetAsync(int containerId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE containers SET state = 'destroying' WHERE id = @containerId AND state IN ('creating', 'created')",
            new { containerId },
            cancellationToken: ct));
    }

    private static async Task<StepContainer?> FindAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, ContainerOwner owner, CancellationToken ct)
    {
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            SELECT c.id, c.handle, c.worker_name, c.state::text AS state, v.path, v.handle AS volume_handle
            FROM containers c LEFT JOIN volumes v ON v.container_id = c.id AND v.state IN ('creating', 'created')
            WHERE {OwnerCondition} AND c.state IN ('creating', 'created')
            ORDER BY c.id
            """,
            Parameters(owner),
            transaction,
            cancellationToken: ct))).ToList();
        if (rows.Count == 0)
        {
            return null;
        }

        var first = rows[0];
        return new StepContainer(
            first.Id,
            first.Handle,
            first.WorkerName,
            first.State,
            rows.Where(r => r.Id == first.Id && r.Path is not null).ToDictionary(r => r.Path!, r => r.VolumeHandle!));
    }

    private static async Task<StepContainer> InsertAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        ContainerOwner owner,
        string workerName,
        ContainerMetadata metadata,
        CancellationToken ct)
    {
        var handle = Guid.NewGuid().ToString();
        var parameters = new DynamicParameters(metadata);
        parameters.Add("Handle", handle);
        parameters.Add("WorkerName", workerName);
        parameters.Add("OwnerBuildId", (owner as ContainerOwner.BuildStep)?.BuildId);
        parameters.Add("OwnerPlanId", (owner as ContainerOwner.BuildStep)?.PlanId);
        parameters.Add("OwnerTeamId", (owner as ContainerOwner.BuildStep)?.TeamId);
        parameters.Add("SessionId", (owner as ContainerOwner.CheckSession)?.SessionId);
        var id = await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            """
            INSERT INTO containers (
              handle, worker_name, build_id, plan_id, team_id, resource_config_check_session_id,
              meta_type, meta_step_name, meta_attempt, meta_working_directory, meta_process_user, meta_pipeline_id, meta_job_id,
              meta_build_id, meta_pipeline_name, meta_pipeline_instance_vars, meta_job_name, meta_build_name)
            VALUES (
              @Handle, @WorkerName, @OwnerBuildId, @OwnerPlanId, @OwnerTeamId, @SessionId,
              @Type, @StepName, @Attempt, @WorkingDirectory, @ProcessUser, @PipelineId, @JobId,
              @BuildId, @PipelineName, @PipelineInstanceVars, @JobName, @BuildName)
            RETURNING id
            """,
            parameters,
            transaction,
            cancellationToken: ct));
        return new StepContainer(id, handle, workerName, "creating", new Dictionary<string, string>());
    }

    private static OwnerKey Parameters(ContainerOwner owner) => owner switch
    {
        ContainerOwner.BuildStep step => new OwnerKey(step.BuildId, step.PlanId, null),
        ContainerOwner.CheckSession session => new OwnerKey(null, null, session.SessionId),
        _ => throw new ArgumentOutOfRangeException(nameof(owner), owner, "no such kind of owner"),
    };

    private sealed record OwnerKey(long? BuildId, string? PlanId, int? SessionId);

    private sealed record Row
    {
        public int Id { get; init; }

        public string Handle { get; init; } = "";

        public string WorkerName { get; init; } = "";

        public string State { get; init; } = "";

        public string? Path { get; init; }

        public string? VolumeHandle { get; init; }
    }
}
