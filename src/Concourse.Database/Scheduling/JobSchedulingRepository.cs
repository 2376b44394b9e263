using Concourse.Database.Builds;
using Concourse.Database.Connections;
using Dapper;
using Npgsql;

namespace Concourse.Database.Scheduling;

/// <summary>What the scheduler reads and writes of jobs (scheduler chapter §2.1–2.3, §3.7).</summary>
public sealed class JobSchedulingRepository(NpgsqlDataSource database)
{
    private const string Columns =
        """
        SELECT j.id, j.name, j.pipeline_id, p.version AS pipeline_version, p.team_id, j.schedule_requested, j.paused OR p.paused AS paused, p.archived, j.max_in_flight
        FROM jobs j JOIN pipelines p ON p.id = j.pipeline_id
        """;

    public async Task<IReadOnlyList<RequestedJob>> ListRequestedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<RequestedJob>(new CommandDefinition(
            Columns + " WHERE j.schedule_requested > j.last_scheduled AND j.active ORDER BY j.id",
            cancellationToken: cancellationToken))];
    }

    public async Task<RequestedJob?> FindAsync(int jobId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<RequestedJob>(new CommandDefinition(
            Columns + " WHERE j.id = @jobId AND j.active", new { jobId }, cancellationToken: cancellationToken));
    }

    public Task RequestScheduleAsync(int jobId, CancellationToken cancellationToken) =>
        ExecuteAsync("UPDATE jobs SET schedule_requested = now() WHERE id = @jobId", new { jobId }, cancellationToken);

    /// <summary>A request that arrived after <paramref name="requested"/> was read keeps the job eligible.</summary>
    public Task MarkScheduledAsync(int jobId, DateTime requested, CancellationToken cancellationToken) =>
        ExecuteAsync("UPDATE jobs SET last_scheduled = @requested WHERE id = @jobId", new { jobId, requested }, cancellationToken);

    public async Task<IReadOnlyList<InputConfiguration>> LoadInputsAsync(int jobId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<InputRow>(new CommandDefinition(
            """
            SELECT i.name, i.resource_id, i.version, bool_or(i.trigger) AS trigger, pin.version::text AS resource_pin,
                   COALESCE(array_agg(DISTINCT i.passed_job_id) FILTER (WHERE i.passed_job_id IS NOT NULL), '{}') AS passed
            FROM job_inputs i
            LEFT JOIN resource_pins pin ON pin.resource_id = i.resource_id
            WHERE i.job_id = @jobId
            GROUP BY i.name, i.resource_id, i.version, pin.version
            ORDER BY i.name
            """,
            new { jobId },
            cancellationToken: cancellationToken));
        return [.. rows.Select(r => new InputConfiguration
        {
            Name = r.Name,
            JobId = jobId,
            ResourceId = r.ResourceId,
            PassedJobIds = [.. r.Passed.Order()],
            Trigger = r.Trigger,
            EveryVersion = r.Version == "\"every\"",
            PinnedVersion = r.Version is { } version && version.StartsWith('{') ? version : r.ResourcePin,
        })];
    }

    public async Task SaveNextInputsAsync(int jobId, InputMapping mapping, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        Add("UPDATE jobs SET inputs_determined = $2 WHERE id = $1", jobId, mapping.Determined);
        Add("DELETE FROM next_build_inputs WHERE job_id = $1", jobId);
        Add("DELETE FROM next_build_pipes WHERE to_job_id = $1", jobId);
        foreach (var (name, resolution) in mapping.Inputs)
        {
            switch (resolution)
            {
                case InputResolution.Resolved resolved:
                    Add(
                        """
                        INSERT INTO next_build_inputs (job_id, input_name, resource_id, version_digest, first_occurrence)
                        VALUES ($1, $2, $3, $4, $5)
                        """,
                        jobId, name, resolved.ResourceId, resolved.VersionDigest, resolved.FirstOccurrence);
                    if (resolved.SourceBuildIds.Count > 0)
                    {
                        Add(
                            """
                            INSERT INTO next_build_pipes (from_build_id, to_job_id)
                            SELECT unnest($2), $1 ON CONFLICT DO NOTHING
                            """,
                            jobId, resolved.SourceBuildIds.ToArray());
                    }

                    break;
                case InputResolution.Unresolved unresolved:
                    Add(
                        "INSERT INTO next_build_inputs (job_id, input_name, resolve_error) VALUES ($1, $2, $3)",
                        jobId, name, unresolved.Reason);
                    break;
            }
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        void Add(string sql, params object[] values)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values)
            {
                command.Parameters.AddWithValue(value);
            }

            batch.BatchCommands.Add(command);
        }
    }

    public Task SetHasNewInputsAsync(int jobId, bool hasNewInputs, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE jobs SET has_new_inputs = @hasNewInputs WHERE id = @jobId AND has_new_inputs IS DISTINCT FROM @hasNewInputs",
        new { jobId, hasNewInputs },
        cancellationToken);

    /// <summary>Makes a pending build unless the job has one; a build number is used up only when one is made.</summary>
    public async Task EnsurePendingBuildAsync(int jobId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // The number comes first: it locks the job, so that a build triggered by hand in this moment is seen below.
        var name = await connection.ScalarAsync<string?>(
            "UPDATE jobs SET build_number_seq = build_number_seq + 1 WHERE id = @jobId RETURNING build_number_seq::text", new { jobId }, cancellationToken);
        var created = await connection.RunAsync(
            """
            INSERT INTO builds (name, job_id, pipeline_id, team_id, status, needs_v6_migration)
            SELECT @name, j.id, p.id, p.team_id, 'pending', false
            FROM jobs j JOIN pipelines p ON p.id = j.pipeline_id
            WHERE j.id = @jobId AND NOT EXISTS (SELECT 1 FROM builds b WHERE b.job_id = @jobId AND b.status = 'pending')
            """,
            new { jobId, name },
            cancellationToken);
        if (created == 0)
        {
            return;
        }

        await JobPointers.UpdateNextAsync(connection, jobId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));
    }

    private sealed record InputRow
    {
        public required string Name { get; init; }

        public required int ResourceId { get; init; }

        public string? Version { get; init; }

        public required bool Trigger { get; init; }

        public string? ResourcePin { get; init; }

        public required int[] Passed { get; init; }
    }
}
