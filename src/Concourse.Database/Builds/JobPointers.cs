using Concourse.Database.Connections;
using Npgsql;

namespace Concourse.Database.Builds;

/// <summary>A job's references to its builds, kept up to date with every build that is made or finishes. Source: scheduler chapter §2.8.</summary>
internal static class JobPointers
{
    private const string NewestFinishedOriginal =
        """
        (SELECT o.id FROM builds o
          WHERE o.job_id = @jobId AND o.completed AND COALESCE(o.rerun_of, o.rerun_of_old) IS NULL
          ORDER BY o.id DESC LIMIT 1)
        """;

    private const string NextBuild =
        $"""
        (SELECT min(b.id) FROM builds b
          WHERE b.job_id = @jobId AND b.status IN ('pending', 'started')
            AND (COALESCE(b.rerun_of, b.rerun_of_old) IS NULL OR COALESCE(b.rerun_of, b.rerun_of_old) = {NewestFinishedOriginal}))
        """;

    /// <summary>After a build was made.</summary>
    public static Task UpdateNextAsync(NpgsqlConnection connection, int jobId, CancellationToken ct) =>
        connection.RunAsync($"UPDATE jobs SET next_build_id = {NextBuild} WHERE id = @jobId", new { jobId }, ct);

    /// <summary>
    /// After a build finished: the latest completed build (the newest rerun of the newest original), the next one, and
    /// the transition build, which is the finishing one if its status differs from that of the latest before it.
    /// </summary>
    public static Task UpdateFinishedAsync(NpgsqlConnection connection, int jobId, long buildId, CancellationToken ct) => connection.RunAsync(
        $"""
        UPDATE jobs j
           SET next_build_id = {NextBuild},
               latest_completed_build_id = (
                   SELECT COALESCE(
                       (SELECT max(r.id) FROM builds r
                         WHERE r.job_id = @jobId AND r.completed AND (r.rerun_of = original.id OR r.rerun_of_old = original.id)),
                       original.id)
                     FROM (SELECT {NewestFinishedOriginal} AS id) AS original),
               transition_build_id = CASE
                   WHEN j.latest_completed_build_id IS NULL THEN @buildId
                   WHEN EXISTS (
                       SELECT FROM builds finished JOIN builds previous ON previous.id = j.latest_completed_build_id
                        WHERE finished.id = @buildId AND finished.id >= previous.id AND finished.status <> previous.status
                          AND COALESCE(finished.rerun_of, finished.rerun_of_old, previous.id) = previous.id) THEN @buildId
                   ELSE j.transition_build_id END
         WHERE j.id = @jobId
        """,
        new { jobId, buildId },
        ct);
}
