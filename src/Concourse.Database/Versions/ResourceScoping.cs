using Concourse.Database.Connections;
using Concourse.Database.Jobs;
using Npgsql;

namespace Concourse.Database.Versions;

/// <summary>Which history a resource shows.</summary>
internal static class ResourceScoping
{
    /// <summary>Points a resource to a history and asks for its jobs to be scheduled; nothing happens if it points there already.</summary>
    public static async Task<bool> PointAsync(NpgsqlConnection connection, int resourceId, int configId, long scopeId, CancellationToken ct)
    {
        var changed = await connection.RunAsync(
            """
            UPDATE resources SET resource_config_id = @configId, resource_config_scope_id = @scopeId
             WHERE id = @resourceId
               AND (resource_config_id IS DISTINCT FROM @configId OR resource_config_scope_id IS DISTINCT FROM @scopeId)
            """,
            new { resourceId, configId, scopeId },
            ct) > 0;
        if (changed)
        {
            await connection.RequestForResourceAsync(resourceId, ct);
        }

        return changed;
    }
}
