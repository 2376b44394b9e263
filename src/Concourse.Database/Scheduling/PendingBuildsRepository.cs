using Dapper;
using Npgsql;

namespace Concourse.Database.Scheduling;

/// <summary>Takes pending builds from "created" to "has its slot and its inputs" (scheduler chapter §2.4–2.7).</summary>
public sealed class PendingBuildsRepository(NpgsqlDataSource database)
{
    /// <summary>In the order in which they are to start: a rerun stands where its original was.</summary>
    public async Task<IReadOnlyList<PendingBuild>> ListAsync(int jobId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<PendingBuild>(new CommandDefinition(
            """
            SELECT id, COALESCE(rerun_of, rerun_of_old) AS rerun_of, manually_triggered, aborted, scheduled
            FROM builds
            WHERE job_id = @jobId AND status = 'pending'
            ORDER BY COALESCE(rerun_of, rerun_of_old, id), id
            """,
            new { jobId },
            cancellationToken: cancellationToken))];
    }

    /// <summary>
    /// Takes a slot of the job's serial groups for a build, if one is free and the build is the next of all that wait for one.
    /// The answer stands in <c>jobs.max_in_flight_reached</c>.
    /// </summary>
    public async Task<bool> TakeSlotAsync(RequestedJob job, long buildId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var free = job.MaxInFlight == 0 || await HasSlotAsync(connection, transaction, job, buildId, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE jobs SET max_in_flight_reached = NOT @free WHERE id = @Id AND max_in_flight_reached = @free;
            UPDATE builds SET scheduled = true WHERE id = @buildId AND @free;
            """,
            new { job.Id, free, buildId },
            transaction,
            cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return free;
    }

    /// <summary>Gives a build the job's next inputs, unless they are not determined.</summary>
    public async Task<InputAdoption> AdoptNextInputsAsync(int jobId, long buildId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var determined = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT inputs_determined FROM jobs WHERE id = @jobId", new { jobId }, transaction, cancellationToken: cancellationToken));
        if (!determined)
        {
            return new InputAdoption.NotDetermined();
        }

        var adoption = await AdoptAsync(
            connection,
            transaction,
            """
            WITH removed AS (DELETE FROM build_resource_config_version_inputs WHERE build_id = @buildId AND NOT EXISTS (
              SELECT 1 FROM next_build_inputs n
              WHERE n.job_id = @jobId AND n.input_name = name AND n.resource_id = build_resource_config_version_inputs.resource_id
                AND n.version_digest = build_resource_config_version_inputs.version_digest))
            INSERT INTO build_resource_config_version_inputs (build_id, resource_id, version_digest, name, first_occurrence)
            SELECT @buildId, resource_id, version_digest, input_name, first_occurrence
            FROM next_build_inputs WHERE job_id = @jobId
            ON CONFLICT (build_id, resource_id, version_digest, name) DO UPDATE SET first_occurrence = excluded.first_occurrence
            """,
            """
            DELETE FROM build_pipes WHERE to_build_id = @buildId;
            INSERT INTO build_pipes (from_build_id, to_build_id)
            SELECT from_build_id, @buildId FROM next_build_pipes WHERE to_job_id = @jobId ON CONFLICT DO NOTHING;
            """,
            new { jobId, buildId, original = 0L },
            cancellationToken);
        return await FinishAsync(connection, transaction, adoption, jobId, cancellationToken);
    }

    /// <summary>Gives a rerun the inputs of its original; when one of their versions is gone the rerun is marked aborted.</summary>
    public async Task<InputAdoption> AdoptOriginalInputsAsync(
        int jobId, long buildId, long original, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var ready = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT inputs_ready FROM builds WHERE id = @original", new { original }, transaction, cancellationToken: cancellationToken));
        if (!ready)
        {
            return new InputAdoption.NotDetermined();
        }

        var adoption = await AdoptAsync(
            connection,
            transaction,
            """
            INSERT INTO build_resource_config_version_inputs (build_id, resource_id, version_digest, name, first_occurrence)
            SELECT @buildId, resource_id, version_digest, name, false
            FROM build_resource_config_version_inputs WHERE build_id = @original
            ON CONFLICT (build_id, resource_id, version_digest, name) DO UPDATE SET first_occurrence = false
            """,
            """
            INSERT INTO build_pipes (from_build_id, to_build_id)
            SELECT from_build_id, @buildId FROM build_pipes WHERE to_build_id = @original ON CONFLICT DO NOTHING;
            """,
            new { jobId, buildId, original },
            cancellationToken);
        var result = await FinishAsync(connection, transaction, adoption, jobId, cancellationToken);
        if (adoption.Missing is not null)
        {
            // As an abort by hand: the job's next pass finishes the build.
            await connection.ExecuteAsync(new CommandDefinition(
                """
                UPDATE builds SET aborted = true WHERE id = @buildId;
                UPDATE jobs SET schedule_requested = now() WHERE id = @jobId;
                """,
                new { buildId, jobId },
                cancellationToken: cancellationToken));
        }

        return result;
    }

    private static async Task<bool> HasSlotAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, RequestedJob job, long buildId, CancellationToken cancellationToken)
    {
        // Serializes the jobs of a pipeline, whose groups may overlap, so that two cannot take the last slot at once.
        await connection.ExecuteAsync(new CommandDefinition(
            "SELECT 1 FROM pipelines WHERE id = @PipelineId FOR NO KEY UPDATE", job, transaction, cancellationToken: cancellationToken));
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            WITH members AS (
              SELECT DISTINCT other.job_id
              FROM jobs_serial_groups mine
              JOIN jobs_serial_groups other ON other.serial_group = mine.serial_group
              JOIN jobs j ON j.id = other.job_id
              WHERE mine.job_id = @Id AND j.pipeline_id = @PipelineId)
            SELECT
              (SELECT COUNT(*) FROM builds b JOIN members m ON m.job_id = b.job_id WHERE NOT b.completed AND b.scheduled) < @MaxInFlight
              AND (SELECT b.id FROM builds b
                   JOIN members m ON m.job_id = b.job_id
                   JOIN jobs j ON j.id = b.job_id
                   WHERE b.status = 'pending' AND NOT j.paused AND j.inputs_determined
                   ORDER BY COALESCE(b.rerun_of, b.rerun_of_old, b.id), b.id LIMIT 1) IS NOT DISTINCT FROM CAST(@buildId AS bigint)
            """,
            new { job.Id, job.PipelineId, job.MaxInFlight, buildId },
            transaction,
            cancellationToken: cancellationToken));
    }

    private static async Task<(string? Missing, IReadOnlyList<AdoptedInput> Inputs)> AdoptAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string copyInputs, string copyPipes, object parameters, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition(copyInputs, parameters, transaction, cancellationToken: cancellationToken));
        var inputs = (await connection.QueryAsync<(string Name, string? Version)>(new CommandDefinition(
            """
            SELECT i.name, v.version::text
            FROM build_resource_config_version_inputs i
            JOIN resources r ON r.id = i.resource_id
            LEFT JOIN resource_config_versions v
              ON v.resource_config_scope_id = r.resource_config_scope_id AND i.version_digest IN (v.version_md5, v.version_sha256)
            WHERE i.build_id = @buildId
            ORDER BY i.name
            """,
            parameters,
            transaction,
            cancellationToken: cancellationToken))).AsList();
        if (inputs.Find(i => i.Version is null) is { Name: { } missing })
        {
            return (missing, []);
        }

        await connection.ExecuteAsync(new CommandDefinition(
            copyPipes + "UPDATE builds SET inputs_ready = true WHERE id = @buildId",
            parameters,
            transaction,
            cancellationToken: cancellationToken));
        return (null, [.. inputs.Select(i => new AdoptedInput(i.Name, i.Version!))]);
    }

    private static async Task<InputAdoption> FinishAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        (string? Missing, IReadOnlyList<AdoptedInput> Inputs) adoption,
        int jobId,
        CancellationToken cancellationToken)
    {
        if (adoption.Missing is not { } missing)
        {
            await transaction.CommitAsync(cancellationToken);
            return new InputAdoption.Adopted(adoption.Inputs);
        }

        await transaction.RollbackAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE next_build_inputs
            SET resolve_error = @error, resource_id = NULL, version_digest = NULL, first_occurrence = NULL
            WHERE job_id = @jobId AND input_name = @missing
            """,
            new { jobId, missing, error = $"chosen version of input {missing} not available" },
            cancellationToken: cancellationToken));
        return new InputAdoption.NotDetermined();
    }
}
