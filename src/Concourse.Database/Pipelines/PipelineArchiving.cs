using Concourse.Database.Connections;
using Npgsql;

namespace Concourse.Database.Pipelines;

/// <summary>Archiving, by users, by the collector and by builds whose job no longer sets a pipeline. Source: scheduler chapter §5.2.</summary>
internal static class PipelineArchiving
{
    private const string Archiver = "automatic-pipeline-archiver";

    public static Task<int> ArchiveAsync(NpgsqlConnection connection, IReadOnlyList<int> ids, CancellationToken ct) => connection.RunAsync(
        """
        UPDATE pipelines SET archived = true, paused = true, paused_by = @Archiver, paused_at = now(), last_updated = now(), version = 0
         WHERE id = ANY (@ids);
        UPDATE jobs SET config = NULL, nonce = NULL WHERE pipeline_id = ANY (@ids);
        UPDATE resources SET config = NULL, nonce = NULL WHERE pipeline_id = ANY (@ids);
        UPDATE resource_types SET config = NULL, nonce = NULL WHERE pipeline_id = ANY (@ids);
        UPDATE prototypes SET config = NULL, nonce = NULL WHERE pipeline_id = ANY (@ids);
        """,
        new { ids = ids.ToArray(), Archiver },
        ct);

    /// <summary>Pipelines that older builds of a job set and this build did not, with all that their jobs set in turn.</summary>
    public static async Task ArchiveAbandonedAsync(NpgsqlConnection connection, int jobId, long buildId, CancellationToken ct)
    {
        var abandoned = await connection.RowsAsync<int>(
            """
            WITH RECURSIVE abandoned (id) AS (
                SELECT id FROM pipelines WHERE NOT archived AND parent_job_id = @jobId AND parent_build_id < @buildId
                UNION
                SELECT child.id
                  FROM abandoned JOIN jobs j ON j.pipeline_id = abandoned.id
                  JOIN pipelines child ON child.parent_job_id = j.id AND NOT child.archived)
            SELECT id FROM abandoned
            """,
            new { jobId, buildId },
            ct);
        if (abandoned.Count > 0)
        {
            await ArchiveAsync(connection, abandoned, ct);
        }
    }
}
