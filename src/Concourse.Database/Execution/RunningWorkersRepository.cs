using Concourse.Core.Json;
using Concourse.Core.Values;
using Dapper;
using Npgsql;

namespace Concourse.Database.Execution;

/// <summary>Workers that may take steps now.</summary>
public sealed class RunningWorkersRepository(NpgsqlDataSource database)
{
    /// <summary>All in state <c>running</c>, by name.</summary>
    public async Task<IReadOnlyList<RunningWorker>> ListAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<(string Name, string? Platform, int? TeamId, string? Tags, string[] ResourceTypes)>(new CommandDefinition(
            """
            SELECT w.name, w.platform, w.team_id, w.tags,
                   COALESCE(array_agg(b.name) FILTER (WHERE b.name IS NOT NULL), '{}') AS resource_types
            FROM workers w
            LEFT JOIN worker_base_resource_types t ON t.worker_name = w.name
            LEFT JOIN base_resource_types b ON b.id = t.base_resource_type_id
            WHERE w.state = 'running'
            GROUP BY w.name
            ORDER BY w.name
            """,
            cancellationToken: ct));
        return [.. rows.Select(r => new RunningWorker
        {
            Name = r.Name,
            Platform = r.Platform ?? "",
            TeamId = r.TeamId,
            Tags = r.Tags is not null && JsonText.Parse(r.Tags) is ListValue tags ? [.. tags.OfType<StringValue>().Select(t => t.Text)] : [],
            ResourceTypes = r.ResourceTypes,
        })];
    }
}
