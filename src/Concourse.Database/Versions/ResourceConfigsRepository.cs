using Concourse.Core.Values;
using Concourse.Core.Versions;
using Concourse.Database.Connections;
using Npgsql;

namespace Concourse.Database.Versions;

/// <summary>What fetches and checks a resource: a base type, or the cached image of a custom type, with a source.</summary>
public sealed record StoredResourceConfig
{
    public required int Id { get; init; }

    /// <summary>Null if a custom type's image does the work.</summary>
    public int? BaseResourceTypeId { get; init; }

    public int? ResourceCacheId { get; init; }

    /// <summary>The base type wants a version history per resource.</summary>
    public bool UniqueVersionHistory { get; init; }
}

/// <summary>No worker offers a base resource type of that name. The message is upstream's.</summary>
public sealed class BaseResourceTypeNotFoundException(string name) : Exception($"base resource type not found: {name}");

/// <summary>Resource configurations, found by type and the hash of the interpolated source. Source: database chapter §8.</summary>
public sealed class ResourceConfigsRepository(NpgsqlDataSource database)
{
    private const string Select =
        """
        SELECT c.id, c.base_resource_type_id, c.resource_cache_id, COALESCE(t.unique_version_history, false) AS unique_version_history
          FROM resource_configs c LEFT JOIN base_resource_types t ON t.id = c.base_resource_type_id
        """;

    /// <summary>The configuration of a base type; it counts as referenced now.</summary>
    /// <exception cref="BaseResourceTypeNotFoundException">There is no such base type.</exception>
    public async Task<StoredResourceConfig> EnsureAsync(string baseType, MapValue? source, CancellationToken ct)
    {
        var typeId = await database.ScalarAsync<int?>("SELECT id FROM base_resource_types WHERE name = @baseType", new { baseType }, ct)
            ?? throw new BaseResourceTypeNotFoundException(baseType);
        return await EnsureAsync("base_resource_type_id", typeId, source, ct);
    }

    /// <summary>The configuration of a custom type, whose image is in a resource cache; it counts as referenced now.</summary>
    public Task<StoredResourceConfig> EnsureAsync(int imageResourceCacheId, MapValue? source, CancellationToken ct) =>
        EnsureAsync("resource_cache_id", imageResourceCacheId, source, ct);

    public Task<StoredResourceConfig?> FindAsync(int id, CancellationToken ct) =>
        database.RowAsync<StoredResourceConfig>($"{Select} WHERE c.id = @id", new { id }, ct);

    private async Task<StoredResourceConfig> EnsureAsync(string parentColumn, int parentId, MapValue? source, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var values = new { parentId, hash = CanonicalJson.SourceHash(source) };

        // Mostly the row is there and fresh, so that nothing is written.
        var fresh = await connection.RowAsync<StoredResourceConfig>(
            $"{Select} WHERE c.{parentColumn} = @parentId AND c.source_hash = @hash AND c.last_referenced > now() - interval '1 minute'", values, ct);
        return fresh ?? (await connection.RowAsync<StoredResourceConfig>(
            $"""
            WITH c AS (
                INSERT INTO resource_configs ({parentColumn}, source_hash, last_referenced) VALUES (@parentId, @hash, now())
                ON CONFLICT ({parentColumn}, source_hash) DO UPDATE SET last_referenced = now()
                RETURNING id, base_resource_type_id, resource_cache_id)
            {Select.Replace("resource_configs c", "c", StringComparison.Ordinal)}
            """,
            values,
            ct))!;
    }
}
