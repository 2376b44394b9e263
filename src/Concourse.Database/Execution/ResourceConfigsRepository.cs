using Concourse.Database.Connections;
using Concourse.Database.Jobs;
using Concourse.Database.Notifications;
using Dapper;
using Npgsql;

namespace Concourse.Database.Execution;

/// <summary>Resource configs, their scopes and what checks write about them (engine chapter §6, scheduler chapter §4.4).</summary>
public sealed class ResourceConfigsRepository(NpgsqlDataSource database)
{
    /// <summary>The config of a base type with this source.</summary>
    /// <exception cref="BaseResourceTypeNotFoundException">No such base type.</exception>
    public async Task<ResourceConfigRow> FindOrCreateForBaseTypeAsync(string baseType, string sourceHash, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<ResourceConfigRow>(new CommandDefinition(
            """
            WITH base AS (SELECT id, unique_version_history FROM base_resource_types WHERE name = @baseType),
            config AS (
              INSERT INTO resource_configs (base_resource_type_id, source_hash, last_referenced)
              SELECT id, @sourceHash, now() FROM base
              ON CONFLICT (base_resource_type_id, source_hash) DO UPDATE SET last_referenced =
                GREATEST(resource_configs.last_referenced, date_trunc('minute', now()))
              RETURNING id)
            SELECT config.id, base.id AS origin_base_type_id, base.unique_version_history AS has_unique_history FROM config, base
            """,
            new { baseType, sourceHash },
            cancellationToken: ct)) ?? throw new BaseResourceTypeNotFoundException(baseType);
    }

    /// <summary>Makes a base type known that no worker needs to offer, because its work is done in the web node.</summary>
    public async Task EnsureBaseTypeAsync(string baseType, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO base_resource_types (name) VALUES (@baseType) ON CONFLICT (name) DO NOTHING", new { baseType }, cancellationToken: ct));
    }

    /// <summary>The config of a custom type, whose image is the given resource cache, with this source.</summary>
    public async Task<ResourceConfigRow> FindOrCreateForImageAsync(int imageCacheId, string sourceHash, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<ResourceConfigRow>(new CommandDefinition(
            """
            WITH RECURSIVE config AS (
              INSERT INTO resource_configs (resource_cache_id, source_hash, last_referenced) VALUES (@imageCacheId, @sourceHash, now())
              ON CONFLICT (resource_cache_id, source_hash) DO UPDATE SET last_referenced =
                GREATEST(resource_configs.last_referenced, date_trunc('minute', now()))
              RETURNING id),
            chain AS (
              SELECT c.resource_cache_id, c.base_resource_type_id
              FROM resource_caches k JOIN resource_configs c ON c.id = k.resource_config_id WHERE k.id = @imageCacheId
              UNION ALL
              SELECT c.resource_cache_id, c.base_resource_type_id
              FROM chain JOIN resource_caches k ON k.id = chain.resource_cache_id JOIN resource_configs c ON c.id = k.resource_config_id)
            SELECT config.id, chain.base_resource_type_id AS origin_base_type_id, false AS has_unique_history
            FROM config, chain WHERE chain.base_resource_type_id IS NOT NULL
            """,
            new { imageCacheId, sourceHash },
            cancellationToken: ct));
    }

    /// <summary>The scope that all resources with this config share.</summary>
    public async Task<long> FindOrCreateSharedScopeAsync(int configId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            """
            INSERT INTO resource_config_scopes (resource_config_id) VALUES (@configId)
            ON CONFLICT (resource_config_id) WHERE resource_id IS NULL DO UPDATE SET resource_config_id = excluded.resource_config_id
            RETURNING id
            """,
            new { configId },
            cancellationToken: ct));
    }

    /// <summary>The resource's own scope of this config; those of its earlier configs go, with their versions. Null: the resource is gone.</summary>
    public async Task<long?> FindOrCreateUniqueScopeAsync(int configId, int resourceId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var locked = await connection.ExecuteScalarAsync<int?>(new CommandDefinition(
            "SELECT id FROM resources WHERE id = @resourceId FOR UPDATE", new { resourceId }, transaction, cancellationToken: ct));
        if (locked is null)
        {
            return null;
        }

        var scope = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            """
            DELETE FROM resource_config_scopes WHERE resource_id = @resourceId AND resource_config_id <> @configId;
            INSERT INTO resource_config_scopes (resource_config_id, resource_id) VALUES (@configId, @resourceId)
            ON CONFLICT (resource_id, resource_config_id) WHERE resource_id IS NOT NULL DO UPDATE SET resource_id = excluded.resource_id
            RETURNING id
            """,
            new { configId, resourceId },
            transaction,
            cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return scope;
    }

    /// <summary>Makes a scope the resource's; jobs that use the resource are scheduled when that changes it.</summary>
    public async Task PointResourceAsync(int resourceId, int configId, long scopeId, CancellationToken ct)
    {
        const string pointsElsewhere =
            "id = @resourceId AND (resource_config_id IS DISTINCT FROM @configId OR resource_config_scope_id IS DISTINCT FROM @scopeId)";
        var values = new { resourceId, configId, scopeId };
        var changed = await database.InTransactionAsync(
            async connection =>
            {
                if (!await connection.ScalarAsync<bool>($"SELECT EXISTS (SELECT FROM resources WHERE {pointsElsewhere})", values, ct))
                {
                    return false;
                }

                // Jobs before resources, as where a pipeline is saved.
                await connection.RequestForResourceAsync(resourceId, ct);
                await connection.RunAsync(
                    $"UPDATE resources SET resource_config_id = @configId, resource_config_scope_id = @scopeId WHERE {pointsElsewhere}", values, ct);
                return true;
            },
            ct);
        if (changed)
        {
            await database.NotifyAsync([Channels.Scheduler], ct);
        }
    }

    /// <summary>Notes which config a resource type or prototype of a pipeline has now.</summary>
    public async Task PointTypeAsync(int pipelineId, string name, bool isPrototype, int configId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE resource_types SET resource_config_id = @configId
            WHERE NOT @isPrototype AND pipeline_id = @pipelineId AND name = @name AND resource_config_id IS DISTINCT FROM @configId;
            UPDATE prototypes SET resource_config_id = @configId
            WHERE @isPrototype AND pipeline_id = @pipelineId AND name = @name AND resource_config_id IS DISTINCT FROM @configId;
            """,
            new { pipelineId, name, isPrototype, configId },
            cancellationToken: ct));
    }

    public async Task<CheckState> CheckStateAsync(long scopeId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<CheckState>(new CommandDefinition(
            """
            SELECT last_check_start_time AS last_start, last_check_end_time AS last_end, last_check_succeeded AS last_succeeded, now() AS now
            FROM resource_config_scopes WHERE id = @scopeId
            """,
            new { scopeId },
            cancellationToken: ct));
    }

    /// <summary>A check starts; nested checks leave build and plan empty.</summary>
    public async Task StartCheckAsync(long scopeId, long? buildId, string? publicPlan, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE resource_config_scopes
            SET last_check_start_time = now(), last_check_build_id = @buildId, last_check_build_plan = @publicPlan::json
            WHERE id = @scopeId
            """,
            new { scopeId, buildId, publicPlan },
            cancellationToken: ct));
    }

    /// <summary>A check ended; the next periodic one is due after <paramref name="interval"/>.</summary>
    public async Task EndCheckAsync(long scopeId, bool succeeded, TimeSpan interval, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE resource_config_scopes
            SET last_check_end_time = now(), last_check_succeeded = @succeeded, next_check_time = now() + @interval
            WHERE id = @scopeId
            """,
            new { scopeId, succeeded, interval },
            cancellationToken: ct));
    }

    /// <summary>
    /// The session in whose container checks of a config run on a worker; a new one lives as long as the oldest worker has,
    /// between 5 minutes and 1 hour.
    /// </summary>
    public async Task<int> FindOrCreateCheckSessionAsync(int configId, int originBaseTypeId, string workerName, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            """
            INSERT INTO resource_config_check_sessions (resource_config_id, worker_base_resource_type_id, expires_at)
            SELECT @configId, t.id, now() + LEAST(GREATEST(
                now() - COALESCE((SELECT MAX(start_time) FROM workers), 'epoch'), INTERVAL '5 minutes'), INTERVAL '1 hour')
            FROM worker_base_resource_types t
            WHERE t.worker_name = @workerName AND t.base_resource_type_id = @originBaseTypeId
            ON CONFLICT (resource_config_id, worker_base_resource_type_id) DO UPDATE SET resource_config_id = excluded.resource_config_id
            RETURNING id
            """,
            new { configId, originBaseTypeId, workerName },
            cancellationToken: ct));
    }
}
