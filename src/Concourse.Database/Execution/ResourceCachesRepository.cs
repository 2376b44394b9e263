using Concourse.Core.Versions;
using Dapper;
using Npgsql;

namespace Concourse.Database.Execution;

/// <summary>Fetched versions: which exist, who uses them, and on which worker their volume is (engine chapter §13.1).</summary>
public sealed class ResourceCachesRepository(NpgsqlDataSource database)
{
    /// <summary>The cache of a version fetched with some params; the build then keeps it alive.</summary>
    public async Task<int> FindOrCreateAsync(int configId, ResourceVersion version, string paramsHash, long buildId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var id = await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            """
            INSERT INTO resource_caches (resource_config_id, version, version_digest, params_hash)
            VALUES (@configId, @Json::jsonb, @Digest, @paramsHash)
            ON CONFLICT (resource_config_id, version_digest, params_hash) DO UPDATE SET params_hash = excluded.params_hash
            RETURNING id
            """,
            new { configId, version.Json, version.Digest, paramsHash },
            transaction,
            cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO resource_cache_uses (resource_cache_id, build_id)
            SELECT @id, @buildId WHERE NOT EXISTS (SELECT 1 FROM resource_cache_uses WHERE resource_cache_id = @id AND build_id = @buildId)
            """,
            new { id, buildId },
            transaction,
            cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return id;
    }

    /// <summary>The volume of a cache on a worker; one that an upgrade of its type invalidated counts for builds started before.</summary>
    public async Task<string?> FindVolumeAsync(int cacheId, string workerName, DateTimeOffset buildStart, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            """
            SELECT v.handle
            FROM worker_resource_caches c JOIN volumes v ON v.worker_resource_cache_id = c.id
            WHERE c.resource_cache_id = @cacheId AND c.worker_name = @workerName AND v.state = 'created'
              AND (c.worker_base_resource_type_id IS NOT NULL OR c.invalid_since > @buildStart)
            ORDER BY (c.worker_base_resource_type_id IS NOT NULL) DESC, c.invalid_since DESC
            LIMIT 1
            """,
            new { cacheId, workerName, buildStart },
            cancellationToken: ct));
    }

    /// <summary>
    /// Makes a volume the cache on its worker and notes the metadata. When another volume was first, this one stays the
    /// container's. May be repeated.
    /// </summary>
    public async Task InitializeVolumeAsync(
        int cacheId, string workerName, string volumeHandle, IReadOnlyList<MetadataField>? metadata, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            WITH RECURSIVE chain AS (
              SELECT c.resource_cache_id, c.base_resource_type_id
              FROM resource_caches k JOIN resource_configs c ON c.id = k.resource_config_id WHERE k.id = @cacheId
              UNION ALL
              SELECT c.resource_cache_id, c.base_resource_type_id
              FROM chain JOIN resource_caches k ON k.id = chain.resource_cache_id JOIN resource_configs c ON c.id = k.resource_config_id),
            entry AS (
              INSERT INTO worker_resource_caches (worker_name, resource_cache_id, worker_base_resource_type_id)
              SELECT @workerName, @cacheId, t.id
              FROM chain JOIN worker_base_resource_types t ON t.base_resource_type_id = chain.base_resource_type_id AND t.worker_name = @workerName
              ON CONFLICT (worker_name, resource_cache_id) WHERE worker_base_resource_type_id IS NOT NULL
                DO UPDATE SET worker_name = excluded.worker_name
              RETURNING id),
            noted AS (UPDATE resource_caches SET metadata = @metadata WHERE id = @cacheId)
            UPDATE volumes SET worker_resource_cache_id = entry.id, team_id = NULL
            FROM entry
            WHERE handle = @volumeHandle AND worker_resource_cache_id IS NULL
              AND NOT EXISTS (SELECT 1 FROM volumes other WHERE other.worker_resource_cache_id = entry.id)
            """,
            new { cacheId, workerName, volumeHandle, metadata = VersionMetadata.CacheJson(metadata) },
            cancellationToken: ct));
    }

    /// <summary>Metadata noted when the cache was filled.</summary>
    public async Task<IReadOnlyList<MetadataField>> MetadataAsync(int cacheId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return VersionMetadata.Parse(await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT metadata FROM resource_caches WHERE id = @cacheId", new { cacheId }, cancellationToken: ct)));
    }

    /// <summary>Keeps an image's cache alive for as long as the build is its job's latest.</summary>
    public async Task KeepImageAsync(int cacheId, long buildId, int? jobId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO build_image_resource_caches (resource_cache_id, build_id, job_id)
            SELECT @cacheId, @buildId, @jobId
            WHERE NOT EXISTS (SELECT 1 FROM build_image_resource_caches WHERE resource_cache_id = @cacheId AND build_id = @buildId)
            """,
            new { cacheId, buildId, jobId },
            cancellationToken: ct));
    }
}
