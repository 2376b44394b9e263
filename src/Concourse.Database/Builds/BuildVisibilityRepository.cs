using Concourse.Database.Connections;
using Npgsql;

namespace Concourse.Database.Builds;

/// <summary>What the public may see of a build; false for builds without a pipeline or a job.</summary>
public sealed record BuildVisibility(bool PipelineIsPublic, bool JobIsPublic);

/// <summary>Tells whether a build is open to the public.</summary>
public sealed class BuildVisibilityRepository(NpgsqlDataSource database)
{
    public async Task<BuildVisibility> FindAsync(long buildId, CancellationToken ct)
    {
        var (pipeline, job) = await database.RowAsync<(bool, bool)>(
            """
            SELECT COALESCE(p.public, false), COALESCE(j.public, false)
              FROM builds b LEFT JOIN pipelines p ON p.id = b.pipeline_id LEFT JOIN jobs j ON j.id = b.job_id
             WHERE b.id = @buildId
            """,
            new { buildId },
            ct);
        return new BuildVisibility(pipeline, job);
    }
}
