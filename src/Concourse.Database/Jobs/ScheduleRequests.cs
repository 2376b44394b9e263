using Concourse.Database.Connections;
using Npgsql;

namespace Concourse.Database.Jobs;

/// <summary>
/// Asks for jobs to be scheduled. Rows are locked in descending id order, as everywhere where several jobs are
/// written, so that transactions that meet do not deadlock. Who requests what: scheduler chapter §2.1.
/// </summary>
internal static class ScheduleRequests
{
    /// <summary>All jobs of a pipeline, active or not.</summary>
    public static Task RequestForPipelineAsync(this NpgsqlConnection connection, int pipelineId, CancellationToken ct) =>
        RequestAsync(connection, "SELECT id FROM jobs WHERE pipeline_id = @id", pipelineId, ct);

    /// <summary>The jobs that have an input which passed this job.</summary>
    public static Task RequestDownstreamAsync(this NpgsqlConnection connection, int jobId, CancellationToken ct) =>
        RequestAsync(connection, "SELECT job_id FROM job_inputs WHERE passed_job_id = @id", jobId, ct);

    /// <summary>The jobs that take a resource of this scope as it is found, without passed.</summary>
    public static Task RequestForScopeAsync(this NpgsqlConnection connection, long scopeId, CancellationToken ct) => RequestAsync(
        connection,
        """
        SELECT i.job_id FROM job_inputs i JOIN resources r ON r.id = i.resource_id
         WHERE r.resource_config_scope_id = @id AND i.passed_job_id IS NULL
        """,
        scopeId,
        ct);

    /// <summary>The jobs that have any input of this resource.</summary>
    public static Task RequestForResourceAsync(this NpgsqlConnection connection, int resourceId, CancellationToken ct) =>
        RequestAsync(connection, "SELECT job_id FROM job_inputs WHERE resource_id = @id", resourceId, ct);

    private static Task<int> RequestAsync(NpgsqlConnection connection, string jobs, long id, CancellationToken ct) => connection.RunAsync(
        $"""
        WITH locked AS MATERIALIZED (SELECT id FROM jobs WHERE id IN ({jobs}) ORDER BY id DESC FOR NO KEY UPDATE)
        UPDATE jobs SET schedule_requested = now() FROM locked WHERE jobs.id = locked.id
        """,
        new { id },
        ct);
}
