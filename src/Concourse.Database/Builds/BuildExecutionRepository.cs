using Concourse.Core.Builds;
using Concourse.Core.Plans;
using Concourse.Database.Connections;
using Concourse.Database.Encryption;
using Concourse.Database.Jobs;
using Concourse.Database.Notifications;
using Concourse.Database.Pipelines;
using Npgsql;

namespace Concourse.Database.Builds;

/// <summary>What happens to a build between its creation and its end. Source: engine chapter §1.</summary>
public sealed class BuildExecutionRepository(NpgsqlDataSource database, ColumnCipher cipher)
{
    /// <summary>Every build that is started and not finished, oldest first: what the tracker has to run.</summary>
    public async Task<IReadOnlyList<Build>> ListStartedAsync(CancellationToken ct) =>
        await database.RowsAsync<Build>($"{BuildQueries.Select} WHERE b.status = 'started' ORDER BY b.id", null, ct);

    /// <summary>Starts a pending build. Returns false if it is not pending any more or its abort was requested.</summary>
    public async Task<bool> StartAsync(long buildId, Plan plan, CancellationToken ct)
    {
        var started = await database.InTransactionAsync(connection => BuildStarting.RunAsync(connection, cipher, buildId, plan, ct), ct);
        if (started)
        {
            await database.NotifyAsync([Channels.BuildEvents(buildId), Channels.Tracker], ct);
        }

        return started;
    }

    /// <summary>The plan to run (JSON); null once the build has finished.</summary>
    /// <exception cref="ColumnCipherException">It was encrypted with another key.</exception>
    public async Task<string?> ReadPlanAsync(long buildId, CancellationToken ct)
    {
        var (plan, nonce) = await database.RowAsync<(string?, string?)>("SELECT private_plan, nonce FROM builds WHERE id = @buildId", new { buildId }, ct);
        return plan is null ? null : cipher.DecryptOrPlain(new StoredText(plan, nonce));
    }

    /// <summary>Asks for a build to be aborted: a running one by its node, a pending one by the scheduler. Returns whether there is such a build.</summary>
    public async Task<bool> AbortAsync(long buildId, CancellationToken ct)
    {
        // Not one transaction: the scheduler locks the job first and then its build, so holding the build's row here while waiting
        // for the job's would deadlock. Who is cut off in between got no answer and asks again.
        var found = await database.RunAsync("UPDATE builds SET aborted = true WHERE id = @buildId", new { buildId }, ct) > 0;
        if (found)
        {
            await database.RunAsync(
                "UPDATE jobs SET schedule_requested = now() WHERE id = (SELECT job_id FROM builds WHERE id = @buildId AND status = 'pending')",
                new { buildId },
                ct);
            await database.NotifyAsync([Channels.BuildAbort(buildId), Channels.Scheduler], ct);
        }

        return found;
    }

    public async Task<bool> IsAbortRequestedAsync(long buildId, CancellationToken ct) =>
        await database.ScalarAsync<bool>("SELECT aborted FROM builds WHERE id = @buildId", new { buildId }, ct);

    /// <summary>
    /// Finishes a build: its row, its status event, its journal, and all that follows for its job and for jobs
    /// downstream, in one transaction. Returns false if it had finished already or does not exist; nothing changes then.
    /// </summary>
    public async Task<bool> FinishAsync(long buildId, BuildStatus status, CancellationToken ct)
    {
        var finished = await database.InTransactionAsync(connection => FinishAsync(connection, buildId, status, ct), ct);
        if (finished is not null)
        {
            string[] channels = finished.JobId is not null || await HasWaitingJobsAsync(finished, ct)
                ? [Channels.BuildEvents(buildId), Channels.Scheduler]
                : [Channels.BuildEvents(buildId)];
            await database.NotifyAsync(channels, ct);
        }

        return finished is not null;
    }

    /// <summary>Whether jobs wait for what this check found, or only for it to end: then they need not wait for the next round.</summary>
    private async Task<bool> HasWaitingJobsAsync(BuildEventPlace check, CancellationToken ct) =>
        check.ResourceId is { } resourceId && await database.ScalarAsync<bool>(
            """
            SELECT EXISTS (
              SELECT FROM job_inputs i JOIN jobs j ON j.id = i.job_id
               WHERE i.resource_id = @resourceId AND j.schedule_requested > j.last_scheduled)
            """,
            new { resourceId },
            ct);

    private static async Task<BuildEventPlace?> FinishAsync(NpgsqlConnection connection, long buildId, BuildStatus status, CancellationToken ct)
    {
        await LockJobsAsync(connection, buildId, ct);
        var finished = await connection.RowAsync<BuildEventPlace>(
            $"""
            UPDATE builds SET status = @status::build_status, end_time = now(), completed = true, private_plan = NULL, nonce = NULL
             WHERE id = @buildId AND NOT completed
            RETURNING {BuildEventPlace.Columns}, end_time AS at
            """,
            new { buildId, status = status.Name() },
            ct);
        if (finished is null)
        {
            return null;
        }

        await finished.AddStatusAsync(connection, status, ct);
        await connection.RunAsync(
            """
            DELETE FROM jetbridge.step_outcomes WHERE build_id = @buildId;
            DELETE FROM jetbridge.stream_offsets WHERE build_id = @buildId;
            """,
            new { buildId },
            ct);

        if (finished.JobId is { } jobId)
        {
            if (status == BuildStatus.Succeeded)
            {
                await RecordSuccessAsync(connection, finished, ct);
                await PipelineArchiving.ArchiveAbandonedAsync(connection, jobId, buildId, ct);
            }

            await connection.RequestDownstreamAsync(jobId, ct);
            await JobPointers.UpdateFinishedAsync(connection, jobId, buildId, ct);
        }

        return finished;
    }

    /// <summary>The build's job and the jobs downstream, in the order in which everybody locks several jobs.</summary>
    private static Task<int> LockJobsAsync(NpgsqlConnection connection, long buildId, CancellationToken ct) => connection.RunAsync(
        """
        SELECT FROM jobs
         WHERE id IN (SELECT b.job_id FROM builds b WHERE b.id = @buildId
                      UNION SELECT i.job_id FROM builds b JOIN job_inputs i ON i.passed_job_id = b.job_id WHERE b.id = @buildId)
         ORDER BY id DESC FOR NO KEY UPDATE
        """,
        new { buildId },
        ct);

    private static Task<int> RecordSuccessAsync(NpgsqlConnection connection, BuildEventPlace build, CancellationToken ct) => connection.RunAsync(
        """
        DELETE FROM build_image_resource_caches WHERE job_id = @JobId AND build_id < @Id;
        INSERT INTO successful_build_outputs (build_id, job_id, rerun_of, outputs)
        SELECT @Id, @JobId, @RerunOf, COALESCE(jsonb_object_agg(resource_id, digests), '{}')
          FROM (SELECT resource_id, jsonb_agg(version_digest ORDER BY source, version_digest) AS digests
                  FROM (SELECT resource_id, version_digest, min(source) AS source
                          FROM (SELECT resource_id, version_digest, 0 AS source FROM build_resource_config_version_outputs WHERE build_id = @Id
                                UNION ALL
                                SELECT resource_id, version_digest, 1 FROM build_resource_config_version_inputs WHERE build_id = @Id) AS used
                         GROUP BY resource_id, version_digest) AS distinct_versions
                 GROUP BY resource_id) AS per_resource;
        """,
        new { build.Id, build.JobId, build.RerunOf },
        ct);
}
