using Concourse.Database.Connections;
using Npgsql;

namespace Concourse.Database.Volumes;

/// <summary>Volumes on workers, and the artifacts that users sent or builds handed out. Source: database chapter §8.</summary>
public sealed class VolumesRepository(NpgsqlDataSource database)
{
    private const string Select =
        """
        SELECT v.id, v.handle, v.worker_name, v.team_id,
               CASE WHEN v.worker_base_resource_type_id IS NOT NULL THEN 'resource-type' WHEN v.worker_resource_cache_id IS NOT NULL THEN 'resource'
                    WHEN v.container_id IS NOT NULL THEN 'container' WHEN v.worker_task_cache_id IS NOT NULL THEN 'task-cache'
                    WHEN v.worker_resource_certs_id IS NOT NULL THEN 'resource-certs' WHEN v.worker_artifact_id IS NOT NULL THEN 'artifact'
                    ELSE 'unknown' END AS type,
               COALESCE(v.path, '') AS path, c.handle AS container_handle, j.name AS job_name, t.step_name
          FROM volumes v
          LEFT JOIN containers c ON c.id = v.container_id
          LEFT JOIN worker_task_caches w ON w.id = v.worker_task_cache_id
          LEFT JOIN task_caches t ON t.id = w.task_cache_id
          LEFT JOIN jobs j ON j.id = t.job_id
        """;

    /// <summary>Registers a volume with files that a user sent. Returns the artifact's id.</summary>
    public async Task<int> RegisterUploadAsync(string handle, string workerName, int teamId, CancellationToken ct) => await database.ScalarAsync<int>(
        """
        WITH artifact AS (INSERT INTO worker_artifacts (name) VALUES ('') RETURNING id)
        INSERT INTO volumes (handle, worker_name, team_id, worker_artifact_id, state)
        SELECT @handle, @workerName, @teamId, id, 'created' FROM artifact
        RETURNING worker_artifact_id
        """,
        new { handle, workerName, teamId },
        ct);

    /// <summary>Hands a volume out as an artifact of a build. Returns the artifact's id; null if the volume is gone.</summary>
    public Task<int?> HandOutAsync(string handle, string artifactName, long buildId, CancellationToken ct) => database.ScalarAsync<int?>(
        """
        WITH volume AS (SELECT id FROM volumes WHERE handle = @handle AND state = 'created'),
             artifact AS (INSERT INTO worker_artifacts (name, build_id) SELECT @artifactName, @buildId FROM volume RETURNING id)
        UPDATE volumes SET worker_artifact_id = artifact.id FROM volume, artifact WHERE volumes.id = volume.id RETURNING artifact.id
        """,
        new { handle, artifactName, buildId },
        ct);

    /// <summary>The volume of an artifact that a team may read.</summary>
    public Task<Volume?> FindArtifactAsync(int artifactId, int teamId, CancellationToken ct) => database.RowAsync<Volume>(
        $"{Select} WHERE v.worker_artifact_id = @artifactId AND v.team_id = @teamId AND v.state = 'created'", new { artifactId, teamId }, ct);

    public Task<Volume?> FindAsync(string handle, CancellationToken ct) =>
        database.RowAsync<Volume>($"{Select} WHERE v.handle = @handle AND v.state = 'created'", new { handle }, ct);

    /// <summary>A team's volumes and those of no team.</summary>
    public async Task<IReadOnlyList<Volume>> ListForTeamAsync(int teamId, CancellationToken ct) => await database.RowsAsync<Volume>(
        $"{Select} WHERE (v.team_id = @teamId OR v.team_id IS NULL) AND v.state = 'created' ORDER BY v.id", new { teamId }, ct);
}
