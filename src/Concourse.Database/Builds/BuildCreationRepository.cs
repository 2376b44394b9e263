using Concourse.Core.Plans;
using Concourse.Database.Connections;
using Concourse.Database.Encryption;
using Concourse.Database.Notifications;
using Npgsql;

namespace Concourse.Database.Builds;

/// <summary>
/// Makes builds at somebody's wish: manual triggers, reruns, one-off builds, checks. What the scheduler triggers is
/// made by the scheduler's own repositories. Source: engine chapter §1.2.
/// </summary>
public sealed class BuildCreationRepository(NpgsqlDataSource database, ColumnCipher cipher)
{
    private readonly BuildsRepository builds = new(database);

    /// <summary>Makes a pending build of a job and asks for the job to be scheduled; null if there is no such job.</summary>
    public async Task<Build?> TriggerAsync(int jobId, string? createdBy, CancellationToken ct)
    {
        var id = await database.InTransactionAsync(
            async connection =>
            {
                var id = await connection.ScalarAsync<long?>(
                    """
                    WITH numbered AS (
                        UPDATE jobs SET build_number_seq = build_number_seq + 1, schedule_requested = now() WHERE id = @jobId
                        RETURNING id, pipeline_id, build_number_seq)
                    INSERT INTO builds (name, job_id, pipeline_id, team_id, status, manually_triggered, created_by, needs_v6_migration)
                    SELECT numbered.build_number_seq::text, numbered.id, p.id, p.team_id, 'pending', true, @createdBy, false
                      FROM numbered JOIN pipelines p ON p.id = numbered.pipeline_id
                    RETURNING id
                    """,
                    new { jobId, createdBy },
                    ct);
                await JobPointers.UpdateNextAsync(connection, jobId, ct);
                return id;
            },
            ct);
        return await AnnouncedAsync(id, Channels.Scheduler, ct);
    }

    /// <summary>Makes a pending build with the inputs of an earlier one; null if that does not exist or has had no inputs.</summary>
    public async Task<Build?> RerunAsync(long buildId, string? createdBy, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                var id = await database.InTransactionAsync(connection => RerunAsync(connection, buildId, createdBy, ct), ct);
                return await AnnouncedAsync(id, Channels.Scheduler, ct);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                // Another rerun of the same build took the number in this moment.
            }
        }
    }

    /// <summary>Makes a started build of a plan that somebody sent, within a pipeline or only within the team.</summary>
    public async Task<Build> StartOneOffAsync(int teamId, int? pipelineId, Plan plan, string? createdBy, CancellationToken ct)
    {
        var id = await database.InTransactionAsync(
            async connection =>
            {
                var id = await connection.ScalarAsync<long>(
                    """
                    INSERT INTO builds (name, team_id, pipeline_id, status, created_by, needs_v6_migration)
                    VALUES (nextval('one_off_name')::text, @teamId, @pipelineId, 'pending', @createdBy, false)
                    RETURNING id
                    """,
                    new { teamId, pipelineId, createdBy },
                    ct);
                await BuildStarting.RunAsync(connection, cipher, id, plan, ct);
                return id;
            },
            ct);
        return (await AnnouncedAsync(id, Channels.Tracker, ct))!;
    }

    /// <summary>Makes a started check of a resource. One that nobody asked for is not made while another runs: then null.</summary>
    public Task<Build?> StartResourceCheckAsync(int resourceId, bool manual, Plan plan, string? createdBy, CancellationToken ct) =>
        StartCheckAsync("resources", "resource_id", resourceId, manual, plan, createdBy, ct);

    /// <summary>As <see cref="StartResourceCheckAsync"/> for a resource type.</summary>
    public Task<Build?> StartResourceTypeCheckAsync(int resourceTypeId, bool manual, Plan plan, string? createdBy, CancellationToken ct) =>
        StartCheckAsync("resource_types", "resource_type_id", resourceTypeId, manual, plan, createdBy, ct);

    private async Task<Build?> StartCheckAsync(
        string table, string column, int checkedId, bool manual, Plan plan, string? createdBy, CancellationToken ct)
    {
        var id = await database.InTransactionAsync(
            async connection =>
            {
                var id = await connection.ScalarAsync<long?>(
                    $"""
                    INSERT INTO builds (name, team_id, pipeline_id, {column}, status, manually_triggered, created_by, needs_v6_migration)
                    SELECT 'check', p.team_id, p.id, checked.id, 'pending', @manual, @createdBy, false
                      FROM {table} checked JOIN pipelines p ON p.id = checked.pipeline_id
                     WHERE checked.id = @checkedId
                       AND (@manual OR NOT EXISTS (SELECT FROM builds running WHERE running.{column} = @checkedId AND NOT running.completed))
                    RETURNING id
                    """,
                    new { checkedId, manual, createdBy },
                    ct);
                if (id is not null)
                {
                    await BuildStarting.RunAsync(connection, cipher, id.Value, plan, ct);
                }

                return id;
            },
            ct);
        return await AnnouncedAsync(id, Channels.Tracker, ct);
    }

    private static async Task<long?> RerunAsync(NpgsqlConnection connection, long buildId, string? createdBy, CancellationToken ct)
    {
        var id = await connection.ScalarAsync<long?>(
            """
            WITH original AS (
                SELECT root.id, root.name, root.job_id, root.pipeline_id, root.team_id
                  FROM builds given JOIN builds root ON root.id = COALESCE(given.rerun_of, given.rerun_of_old, given.id)
                 WHERE given.id = @buildId AND given.inputs_ready AND root.job_id IS NOT NULL
            ), numbered AS (
                SELECT original.*, 1 + (SELECT count(*)::int FROM builds r WHERE r.rerun_of = original.id OR r.rerun_of_old = original.id) AS number
                  FROM original)
            INSERT INTO builds (name, job_id, pipeline_id, team_id, status, rerun_of, rerun_number, created_by, needs_v6_migration)
            SELECT name || '.' || number, job_id, pipeline_id, team_id, 'pending', id, number, @createdBy, false FROM numbered
            RETURNING id
            """,
            new { buildId, createdBy },
            ct);
        if (id is not null)
        {
            var jobId = await connection.ScalarAsync<int>(
                "UPDATE jobs SET schedule_requested = now() WHERE id = (SELECT job_id FROM builds WHERE id = @id) RETURNING id", new { id }, ct);
            await JobPointers.UpdateNextAsync(connection, jobId, ct);
        }

        return id;
    }

    private async Task<Build?> AnnouncedAsync(long? id, string channel, CancellationToken ct)
    {
        if (id is null)
        {
            return null;
        }

        await database.NotifyAsync([channel], ct);
        return await builds.FindAsync(id.Value, ct);
    }
}
