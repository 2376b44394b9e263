using Concourse.Database.Connections;
using Npgsql;

namespace Concourse.Database.Scheduling;

/// <summary>Which resources are to be checked (scheduler chapter §4.1).</summary>
public sealed class CheckCandidatesRepository(NpgsqlDataSource database)
{
    // A check that fails at once, say before a worker has registered, must not be repeated without end.
    private static readonly TimeSpan RestAfterCheck = TimeSpan.FromSeconds(10);

    private const string Columns =
        """
        SELECT r.id AS resource_id, r.name AS resource_name, r.pipeline_id, p.version AS pipeline_version, pin.version::text AS pin,
               now() - NULLIF(s.last_check_end_time, to_timestamp(0)) AS since_last_check
        FROM resources r
        JOIN pipelines p ON p.id = r.pipeline_id
        LEFT JOIN resource_config_scopes s ON s.id = r.resource_config_scope_id
        LEFT JOIN resource_pins pin ON pin.resource_id = r.id
        """;

    /// <summary>
    /// Active resources of unpaused pipelines that trigger a job; others only until their first success, or while an input of
    /// a job has no version of them at all. None that is being checked.
    /// </summary>
    public async Task<IReadOnlyList<CheckCandidate>> ListAsync(CancellationToken ct) => await database.RowsAsync<CheckCandidate>(
        $"""
        WITH inputs AS (
          SELECT resource_id, bool_or(trigger AND passed_job_id IS NULL) AS triggers, bool_or(passed_job_id IS NULL) AS is_input
          FROM job_inputs GROUP BY resource_id)
        {Columns}
        LEFT JOIN inputs i ON i.resource_id = r.id
        WHERE r.active AND NOT p.paused
          AND (COALESCE(i.triggers, false)
            OR s.last_check_build_id IS NULL
            OR NOT s.last_check_succeeded
            OR (i.is_input AND NOT EXISTS (SELECT FROM resource_config_versions v WHERE v.resource_config_scope_id = s.id)))
          AND NOT EXISTS (SELECT FROM builds b WHERE b.resource_id = r.id AND NOT b.completed)
        ORDER BY r.id
        """,
        null,
        ct);

    /// <summary>One resource, whatever its state; null when there is none.</summary>
    public Task<CheckCandidate?> FindAsync(int resourceId, CancellationToken ct) =>
        database.RowAsync<CheckCandidate>($"{Columns} WHERE r.id = @resourceId AND r.active", new { resourceId }, ct);

    /// <summary>
    /// The inputs that are checked for a pending build because no interval does it: the job's unpinned inputs without
    /// <c>passed</c>, of a build that nobody asked for only those that do not trigger (scheduler chapter §2.4, §2.6).
    /// </summary>
    public async Task<IReadOnlyList<InputToCheck>> ListInputsAsync(int jobId, long buildId, CancellationToken ct) =>
        await database.RowsAsync<InputToCheck>(
            $"""
            SELECT candidate.*,
                   CASE WHEN b.manually_triggered THEN COALESCE(s.last_check_end_time < b.create_time, true)
                        ELSE COALESCE(s.next_check_time < b.create_time, false) END AS stale,
                   EXISTS (SELECT FROM builds running WHERE running.resource_id = r.id AND (NOT running.completed OR running.end_time > now() - @rest)) AS busy
              FROM ({Columns} WHERE r.active AND pin.resource_id IS NULL) AS candidate
              JOIN resources r ON r.id = candidate.resource_id
              LEFT JOIN resource_config_scopes s ON s.id = r.resource_config_scope_id
              JOIN builds b ON b.id = @buildId
             WHERE EXISTS (SELECT FROM job_inputs i
                            WHERE i.job_id = @jobId AND i.resource_id = r.id AND i.passed_job_id IS NULL AND (b.manually_triggered OR NOT i.trigger))
             ORDER BY r.id
            """,
            new { jobId, buildId, rest = RestAfterCheck },
            ct);
}
