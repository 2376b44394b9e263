using Dapper;
using Npgsql;

namespace Concourse.Database.Collection;

/// <summary>
/// Finds what nobody needs any more and lets it go: builds' containers, then volumes, then rows whose sandbox or volume is gone
/// (scheduler chapter §5). Each method is one round of one collector; they need no order between them.
/// </summary>
public sealed class CollectionRepository(NpgsqlDataSource database)
{
    /// <summary>
    /// Releases the containers of completed builds. Those of the latest build of a job stay while it did not succeed and ended
    /// less than <paramref name="failedGrace"/> ago (zero: for ever); those of one-off builds stay for <paramref name="oneOffGrace"/>.
    /// </summary>
    public Task<int> ReleaseBuildsAsync(TimeSpan oneOffGrace, TimeSpan failedGrace, CancellationToken cancellationToken) => ExecuteAsync(
        """
        UPDATE builds b SET interceptible = false
        WHERE b.completed AND b.interceptible
          AND (b.job_id IS NOT NULL OR b.end_time < now() - @oneOffGrace)
          AND (b.status = 'succeeded'
            OR NOT EXISTS (SELECT 1 FROM jobs j WHERE j.latest_completed_build_id = b.id)
            OR (@failedGrace > interval '0' AND b.end_time < now() - @failedGrace))
        """,
        new { oneOffGrace, failedGrace },
        cancellationToken);

    /// <summary>Ends expired check sessions and those of configurations that no active pipeline uses.</summary>
    public Task<int> EndCheckSessionsAsync(CancellationToken cancellationToken) => ExecuteAsync(
        """
        DELETE FROM resource_config_check_sessions s
        WHERE s.expires_at < now()
           OR NOT EXISTS (
             SELECT 1 FROM resources r JOIN pipelines p ON p.id = r.pipeline_id
             WHERE r.resource_config_id = s.resource_config_id AND r.active AND NOT p.paused
             UNION ALL
             SELECT 1 FROM resource_types t JOIN pipelines p ON p.id = t.pipeline_id
             WHERE t.resource_config_id = s.resource_config_id AND t.active AND NOT p.paused
             UNION ALL
             SELECT 1 FROM prototypes t JOIN pipelines p ON p.id = t.pipeline_id
             WHERE t.resource_config_id = s.resource_config_id AND t.active AND NOT p.paused)
        """,
        null,
        cancellationToken);

    /// <summary>Lets go of failed containers, and of those without an owner unless somebody was in them just now.</summary>
    public Task<int> ReleaseContainersAsync(TimeSpan hijackGrace, CancellationToken cancellationToken) => ExecuteAsync(
        """
        UPDATE containers c SET state = 'destroying'
        WHERE c.state = 'failed'
           OR (c.state = 'created'
             AND (c.last_hijack IS NULL OR c.last_hijack < now() - @hijackGrace)
             AND ((c.build_id IS NULL AND c.resource_config_check_session_id IS NULL AND c.in_memory_build_id IS NULL)
               OR EXISTS (SELECT 1 FROM builds b WHERE b.id = c.build_id AND NOT b.interceptible)))
        """,
        new { hijackGrace },
        cancellationToken);

    /// <summary>Deletes what deleted builds left in the journal: a pipeline may go while its builds run.</summary>
    public Task<int> DeleteOrphanedJournalsAsync(CancellationToken cancellationToken) => ExecuteAsync(
        """
        DELETE FROM jetbridge.step_outcomes o
         WHERE NOT EXISTS (SELECT FROM builds b WHERE b.id = o.build_id AND NOT b.completed)
           AND NOT EXISTS (SELECT FROM resources r WHERE r.in_memory_build_id = o.build_id AND r.in_memory_build_status = 'started');
        DELETE FROM jetbridge.stream_offsets o
         WHERE NOT EXISTS (SELECT FROM builds b WHERE b.id = o.build_id AND NOT b.completed)
           AND NOT EXISTS (SELECT FROM resources r WHERE r.in_memory_build_id = o.build_id AND r.in_memory_build_status = 'started');
        """,
        null,
        cancellationToken);

    /// <summary>Lets go of failed volumes and of those that no container, cache or artifact owns.</summary>
    public Task<int> ReleaseVolumesAsync(CancellationToken cancellationToken) => ExecuteAsync(
        """
        UPDATE volumes v SET state = 'destroying'
        WHERE v.state IN ('created', 'failed')
          AND v.container_id IS NULL AND v.worker_resource_cache_id IS NULL AND v.worker_base_resource_type_id IS NULL
          AND v.worker_task_cache_id IS NULL AND v.worker_resource_certs_id IS NULL AND v.worker_artifact_id IS NULL
          AND NOT EXISTS (SELECT 1 FROM volumes child WHERE child.parent_id = v.id)
        """,
        null,
        cancellationToken);

    /// <summary>
    /// Deletes some of the completed checks that ended at least <paramref name="grace"/> ago, with their events. The newest of a
    /// resource or type stays, and so does the one that its history names. Returns how many went.
    /// </summary>
    public Task<int> DeleteOldChecksAsync(TimeSpan grace, CancellationToken cancellationToken) => ExecuteAsync(
        """
        WITH old AS MATERIALIZED (
          SELECT b.id FROM builds b
          WHERE b.completed AND b.end_time < now() - @grace
            AND ((b.resource_id IS NOT NULL AND EXISTS (SELECT FROM builds n WHERE n.resource_id = b.resource_id AND n.completed AND n.id > b.id))
              OR (b.resource_type_id IS NOT NULL AND EXISTS (SELECT FROM builds n WHERE n.resource_type_id = b.resource_type_id AND n.completed AND n.id > b.id)))
            AND NOT EXISTS (SELECT FROM resource_config_scopes s WHERE s.last_check_build_id = b.id)
          LIMIT 500),
        events AS (DELETE FROM check_build_events e USING old WHERE e.build_id = old.id)
        DELETE FROM builds b USING old WHERE b.id = old.id
        """,
        new { grace },
        cancellationToken);

    /// <summary>Deletes events of checks that are no more: of deleted pipelines, and of checks that upstream held in memory.</summary>
    public Task<int> DeleteOrphanedCheckEventsAsync(CancellationToken cancellationToken) => ExecuteAsync(
        """
        DELETE FROM check_build_events e
         WHERE NOT EXISTS (SELECT FROM builds b WHERE b.id = e.build_id)
           AND NOT EXISTS (SELECT FROM resources r WHERE r.in_memory_build_id = e.build_id)
        """,
        null,
        cancellationToken);

    public Task<IReadOnlyList<string>> ListDestroyingContainersAsync(string workerName, CancellationToken cancellationToken) => ListAsync(
        "SELECT handle FROM containers WHERE worker_name = @workerName AND state = 'destroying'", new { workerName }, cancellationToken);

    /// <summary>Forgets a container that is gone; its volumes lose their owner.</summary>
    public Task<int> DeleteContainerAsync(string handle, CancellationToken cancellationToken) => ExecuteAsync(
        "DELETE FROM containers WHERE handle = @handle AND state = 'destroying'", new { handle }, cancellationToken);

    public Task<IReadOnlyList<string>> ListDestroyingVolumesAsync(string workerName, CancellationToken cancellationToken) => ListAsync(
        "SELECT handle FROM volumes WHERE worker_name = @workerName AND state = 'destroying'", new { workerName }, cancellationToken);

    public Task<int> DeleteVolumeAsync(string handle, CancellationToken cancellationToken) => ExecuteAsync(
        "DELETE FROM volumes WHERE handle = @handle AND state = 'destroying'", new { handle }, cancellationToken);

    /// <summary>Those of the handles that have no container row: left over from a crash or a restored database.</summary>
    public Task<IReadOnlyList<string>> FindUnknownContainersAsync(IReadOnlyList<string> handles, CancellationToken cancellationToken) => ListAsync(
        "SELECT h FROM unnest(@handles) AS h WHERE NOT EXISTS (SELECT 1 FROM containers c WHERE c.handle = h)",
        new { handles },
        cancellationToken);

    /// <summary>Those of the handles that have no volume row.</summary>
    public Task<IReadOnlyList<string>> FindUnknownVolumesAsync(IReadOnlyList<string> handles, CancellationToken cancellationToken) => ListAsync(
        "SELECT h FROM unnest(@handles) AS h WHERE NOT EXISTS (SELECT 1 FROM volumes v WHERE v.handle = h)",
        new { handles },
        cancellationToken);

    private async Task<int> ExecuteAsync(string sql, object? parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));
    }

    private async Task<IReadOnlyList<string>> ListAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<string>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken))).AsList();
    }
}
