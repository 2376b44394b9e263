using Dapper;
using Npgsql;

namespace Concourse.Database.Execution;

/// <summary>Looks up the resources that a pipeline's plans name.</summary>
public sealed class PipelineResourcesRepository(NpgsqlDataSource database)
{
    /// <summary>Id of an active resource of a pipeline; null when there is none of that name (any more).</summary>
    public async Task<int?> FindIdAsync(int pipelineId, string name, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<int?>(new CommandDefinition(
            "SELECT id FROM resources WHERE pipeline_id = @pipelineId AND name = @name AND active",
            new { pipelineId, name },
            cancellationToken: ct));
    }
}
