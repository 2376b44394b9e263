using Concourse.Core.Configuration;
using Concourse.Database.Connections;
using Concourse.Database.Encryption;
using Concourse.Database.Jobs;
using Npgsql;

namespace Concourse.Database.Pipelines;

/// <summary>
/// Saves a whole configuration in one transaction. What is no longer configured stays with active = false and
/// comes back with the same id. Source: database chapter §8.
/// </summary>
internal static class PipelineConfigSaving
{
    public static async Task<SavedPipeline> RunAsync(
        NpgsqlConnection connection, ColumnCipher cipher, int teamId, PipelineSave save, CancellationToken ct)
    {
        var saved = await new PipelineRowSaving(connection, cipher).SaveAsync(teamId, save, ct);
        if (!saved.Created)
        {
            await DeactivateAsync(connection, saved.Id, ct);
        }

        await SaveObjectsAsync(connection, cipher, saved.Id, save.Config, ct);
        await connection.RequestForPipelineAsync(saved.Id, ct);
        return saved;
    }

    private static async Task SaveObjectsAsync(
        NpgsqlConnection connection, ColumnCipher cipher, int pipelineId, PipelineConfig config, CancellationToken ct)
    {
        await new ResourceSaving(connection, cipher, pipelineId).SaveAsync(config, ct);
        await new JobSaving(connection, cipher, pipelineId).SaveAsync(config, ct);
    }

    private static Task<int> DeactivateAsync(NpgsqlConnection connection, int pipelineId, CancellationToken ct) => connection.RunAsync(
        """
        DELETE FROM jobs_serial_groups g USING jobs j WHERE j.id = g.job_id AND j.pipeline_id = @pipelineId;
        WITH locked AS MATERIALIZED (SELECT id FROM jobs WHERE pipeline_id = @pipelineId AND active ORDER BY id DESC FOR NO KEY UPDATE)
        UPDATE jobs SET active = false FROM locked WHERE jobs.id = locked.id;
        UPDATE resources SET active = false WHERE pipeline_id = @pipelineId;
        UPDATE resource_types SET active = false WHERE pipeline_id = @pipelineId;
        UPDATE prototypes SET active = false WHERE pipeline_id = @pipelineId;
        """,
        new { pipelineId },
        ct);
}
