using Concourse.Database.Connections;
using Npgsql;

namespace Concourse.Database.Builds;

/// <summary>Who may see a build besides its own team.</summary>
/// <param name="PipelineIsPublic">False for builds without a pipeline.</param>
/// <param name="JobIsPublic">False for builds without a job.</param>
/// <param name="SharingTeams">Teams with a resource whose latest check this build is, because they share its history.</param>
public sealed record BuildVisibility(bool PipelineIsPublic, bool JobIsPublic, IReadOnlyList<string> SharingTeams);

/// <summary>Tells to whom a build is open.</summary>
public sealed class BuildVisibilityRepository(NpgsqlDataSource database)
{
    public async Task<BuildVisibility> FindAsync(long buildId, CancellationToken ct)
    {
        var (pipeline, job, teams) = await database.RowAsync<(bool, bool, string[]?)>(
            """
            SELECT COALESCE(p.public, false), COALESCE(j.public, false),
                   (SELECT array_agg(DISTINCT t.name)
                      FROM resource_config_scopes s
                      JOIN resources r ON r.resource_config_scope_id = s.id AND r.active
                      JOIN pipelines rp ON rp.id = r.pipeline_id
                      JOIN teams t ON t.id = rp.team_id
                     WHERE s.last_check_build_id = b.id)
              FROM builds b LEFT JOIN pipelines p ON p.id = b.pipeline_id LEFT JOIN jobs j ON j.id = b.job_id
             WHERE b.id = @buildId
            """,
            new { buildId },
            ct);
        return new BuildVisibility(pipeline, job, teams ?? []);
    }
}
