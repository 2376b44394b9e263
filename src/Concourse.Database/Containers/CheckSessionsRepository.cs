using Concourse.Database.Connections;
using Npgsql;

namespace Concourse.Database.Containers;

/// <summary>Sessions in which the checks of a resource configuration share a container. Source: engine chapter §6.</summary>
public sealed class CheckSessionsRepository(NpgsqlDataSource database)
{
    /// <summary>
    /// The session of a configuration on a worker that offers the base type; null if it offers it no more. A new one lives
    /// as long as the newest worker has, at least five minutes and at most an hour; using it does not prolong it.
    /// </summary>
    public async Task<int?> EnsureAsync(int resourceConfigId, string workerName, string baseType, CancellationToken ct)
    {
        var values = new { resourceConfigId, workerName, baseType };
        return await database.ScalarAsync<int?>(
            """
            SELECT s.id FROM resource_config_check_sessions s
              JOIN worker_base_resource_types offered ON offered.id = s.worker_base_resource_type_id
              JOIN base_resource_types t ON t.id = offered.base_resource_type_id
             WHERE s.resource_config_id = @resourceConfigId AND offered.worker_name = @workerName AND t.name = @baseType AND s.expires_at > now()
            """,
            values,
            ct) ?? await database.ScalarAsync<int?>(
            """
            INSERT INTO resource_config_check_sessions (resource_config_id, worker_base_resource_type_id, expires_at)
            SELECT @resourceConfigId, offered.id,
                   now() + LEAST(interval '1 hour', GREATEST(interval '5 minutes', now() - (SELECT max(start_time) FROM workers)))
              FROM worker_base_resource_types offered JOIN base_resource_types t ON t.id = offered.base_resource_type_id
             WHERE offered.worker_name = @workerName AND t.name = @baseType
            ON CONFLICT (resource_config_id, worker_base_resource_type_id) DO UPDATE
               SET expires_at = CASE WHEN resource_config_check_sessions.expires_at > now()
                                     THEN resource_config_check_sessions.expires_at ELSE EXCLUDED.expires_at END
            RETURNING id
            """,
            values,
            ct);
    }
}
