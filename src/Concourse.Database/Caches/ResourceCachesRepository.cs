using Concourse.Core.Values;
using Concourse.Core.Versions;
using Concourse.Database.Connections;
using Npgsql;

namespace Concourse.Database.Caches;

/// <summary>
/// What was fetched: one cache per configuration, version and params, and the volumes that hold it on workers.
/// Source: database chapter §8, engine chapter §13.1.
/// </summary>
public sealed class ResourceCachesRepository(NpgsqlDataSource database)
{
    /// <summary>Finds or makes the cache and notes its user. Returns its id.</summary>
    public Task<int> EnsureAsync(int resourceConfigId, ResourceVersion version, MapValue? parameters, CacheUser user, CancellationToken ct) =>
        database.InTransactionAsync(
            async connection =>
            {
                var values = new
                {
                    resourceConfigId,
                    version = version.Json,
                    digest = version.Digest,
                    hash = CanonicalJson.ParamsHash(parameters),
                };

                // The row is locked until the use is there, so that the collector does not take it in between.
                var id = await connection.ScalarAsync<int?>(
                    """
                    SELECT id FROM resource_caches
                     WHERE resource_config_id = @resourceConfigId AND version_digest = @digest AND params_hash = @hash FOR SHARE
                    """,
                    values,
                    ct) ?? await connection.ScalarAsync<int>(
                    """
                    INSERT INTO resource_caches (resource_config_id, version, version_digest, params_hash)
                    VALUES (@resourceConfigId, @version::jsonb, @digest, @hash)
                    ON CONFLICT (resource_config_id, version_digest, params_hash) DO UPDATE SET params_hash = EXCLUDED.params_hash
                    RETURNING id
                    """,
                    values,
                    ct);
                await connection.RunAsync(
                    """
                    INSERT INTO resource_cache_uses (resource_cache_id, build_id, in_memory_build_id, in_memory_build_create_time)
                    SELECT @id, @BuildId::bigint, @InMemoryBuildId::bigint, @InMemoryBuildCreateTime::timestamptz
                     WHERE NOT EXISTS (
                        SELECT FROM resource_cache_uses
                         WHERE resource_cache_id = @id
                           AND (build_id = @BuildId::bigint
                                OR (in_memory_build_id = @InMemoryBuildId::bigint
                                    AND in_memory_build_create_time = @InMemoryBuildCreateTime::timestamptz)))
                    """,
                    new { id, user.BuildId, user.InMemoryBuildId, user.InMemoryBuildCreateTime },
                    ct);
                return id;
            },
            ct);

    /// <summary>The version a cache holds; null if it is gone.</summary>
    public async Task<ResourceVersion?> FindVersionAsync(int resourceCacheId, CancellationToken ct) =>
        await database.ScalarAsync<string>("SELECT version::text FROM resource_caches WHERE id = @resourceCacheId", new { resourceCacheId }, ct) is { } json
            ? ResourceVersion.Parse(json)
            : null;

    /// <summary>What the get that filled the cache told; empty before.</summary>
    public async Task<IReadOnlyList<MetadataField>> ReadMetadataAsync(int resourceCacheId, CancellationToken ct) =>
        MetadataText.Parse(await database.ScalarAsync<string>(
            "SELECT metadata FROM resource_caches WHERE id = @resourceCacheId", new { resourceCacheId }, ct));

    public Task SetMetadataAsync(int resourceCacheId, IReadOnlyList<MetadataField> metadata, CancellationToken ct) => database.RunAsync(
        "UPDATE resource_caches SET metadata = @metadata WHERE id = @resourceCacheId",
        new { resourceCacheId, metadata = MetadataText.Of(metadata) },
        ct);

    /// <summary>
    /// The created volume that holds the cache on a worker; null if there is none. An invalidated one serves only builds
    /// that started before it became invalid.
    /// </summary>
    public Task<string?> FindVolumeAsync(int resourceCacheId, string workerName, DateTime buildStart, CancellationToken ct) =>
        database.ScalarAsync<string>(
            """
            SELECT v.handle
              FROM worker_resource_caches c JOIN volumes v ON v.worker_resource_cache_id = c.id AND v.state = 'created'
             WHERE c.resource_cache_id = @resourceCacheId AND c.worker_name = @workerName
               AND (c.worker_base_resource_type_id IS NOT NULL OR c.invalid_since >= @buildStart)
             ORDER BY c.worker_base_resource_type_id IS NULL, c.invalid_since DESC
             LIMIT 1
            """,
            new { resourceCacheId, workerName, buildStart },
            ct);

    /// <summary>The workers that hold the cache, for builds started at the given time.</summary>
    public async Task<IReadOnlyList<string>> ListWorkersAsync(int resourceCacheId, DateTime buildStart, CancellationToken ct) =>
        await database.RowsAsync<string>(
            """
            SELECT DISTINCT c.worker_name
              FROM worker_resource_caches c JOIN volumes v ON v.worker_resource_cache_id = c.id AND v.state = 'created'
             WHERE c.resource_cache_id = @resourceCacheId
               AND (c.worker_base_resource_type_id IS NOT NULL OR c.invalid_since >= @buildStart)
             ORDER BY c.worker_name
            """,
            new { resourceCacheId, buildStart },
            ct);

    /// <summary>
    /// Makes a created volume the cache on its worker. Returns false if another volume won or the worker does not offer
    /// the base type any more; the volume stays its container's then.
    /// </summary>
    /// <param name="volumeHandle">A created volume.</param>
    /// <param name="resourceCacheId">The cache it holds.</param>
    /// <param name="baseType">The base resource type at the root of the cache's type.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<bool> InitializeAsync(string volumeHandle, int resourceCacheId, string baseType, CancellationToken ct)
    {
        try
        {
            return await database.RunAsync(
                """
                WITH volume AS (
                    SELECT v.id, v.worker_name, offered.id AS worker_base_resource_type_id
                      FROM volumes v
                      JOIN worker_base_resource_types offered ON offered.worker_name = v.worker_name
                      JOIN base_resource_types t ON t.id = offered.base_resource_type_id AND t.name = @baseType
                     WHERE v.handle = @volumeHandle AND v.state = 'created'
                ), cache AS (
                    INSERT INTO worker_resource_caches (worker_name, worker_base_resource_type_id, resource_cache_id)
                    SELECT worker_name, worker_base_resource_type_id, @resourceCacheId FROM volume
                    ON CONFLICT (worker_name, resource_cache_id) WHERE worker_base_resource_type_id IS NOT NULL
                    DO UPDATE SET resource_cache_id = EXCLUDED.resource_cache_id
                    RETURNING id)
                UPDATE volumes SET worker_resource_cache_id = cache.id, team_id = NULL
                  FROM volume, cache
                 WHERE volumes.id = volume.id
                """,
                new { volumeHandle, resourceCacheId, baseType },
                ct) > 0;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation)
        {
            return false;
        }
    }

    /// <summary>Keeps the cache of an image as long as its build may be asked for.</summary>
    public Task SaveImageAsync(long buildId, int? jobId, int resourceCacheId, CancellationToken ct) => database.RunAsync(
        """
        INSERT INTO build_image_resource_caches (resource_cache_id, build_id, job_id)
        SELECT @resourceCacheId, @buildId, @jobId::int
         WHERE NOT EXISTS (SELECT FROM build_image_resource_caches WHERE build_id = @buildId AND resource_cache_id = @resourceCacheId)
        """,
        new { resourceCacheId, buildId, jobId },
        ct);
}
