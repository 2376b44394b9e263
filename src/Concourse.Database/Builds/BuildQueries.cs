namespace Concourse.Database.Builds;

/// <summary>The columns of <see cref="Build"/>, for every query that returns builds.</summary>
internal static class BuildQueries
{
    public const string Select =
        """
        SELECT b.id, b.name, b.status::text AS status, b.team_id, t.name AS team_name,
               b.pipeline_id, p.name AS pipeline_name, p.instance_vars::text AS pipeline_instance_vars,
               b.job_id, j.name AS job_name, b.resource_id, r.name AS resource_name, b.resource_type_id,
               b.create_time, b.start_time, b.end_time, b.reap_time, b.completed, b.scheduled, b.aborted, b.inputs_ready,
               COALESCE(b.manually_triggered, false) AS manually_triggered, b.created_by,
               COALESCE(b.rerun_of, b.rerun_of_old) AS rerun_of, original.name AS rerun_of_name, b.rerun_number,
               b.schema, b.span_context::text AS span_context, remark.comment
          FROM builds b
          JOIN teams t ON t.id = b.team_id
          LEFT JOIN pipelines p ON p.id = b.pipeline_id
          LEFT JOIN jobs j ON j.id = b.job_id
          LEFT JOIN resources r ON r.id = b.resource_id
          LEFT JOIN builds original ON original.id = COALESCE(b.rerun_of, b.rerun_of_old)
          LEFT JOIN build_comments remark ON remark.build_id = b.id
        """;

    /// <summary>Newest first; reruns stand beside their originals.</summary>
    public const string NewestFirst = "ORDER BY COALESCE(b.rerun_of, b.rerun_of_old, b.id) DESC, b.id DESC";
}
