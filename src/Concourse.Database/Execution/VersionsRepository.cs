using Concourse.Core.Versions;
using Concourse.Database.Connections;
using Concourse.Database.Jobs;
using Concourse.Database.Notifications;
using Dapper;
using Npgsql;

namespace Concourse.Database.Execution;

/// <summary>Versions as checks find them and puts make them (scheduler chapter §4.6).</summary>
public sealed class VersionsRepository(NpgsqlDataSource database)
{
    /// <summary>The newest version of a scope.</summary>
    public async Task<ResourceVersion?> LatestAsync(long scopeId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var json = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT version::text FROM resource_config_versions WHERE resource_config_scope_id = @scopeId ORDER BY check_order DESC LIMIT 1",
            new { scopeId },
            cancellationToken: ct));
        return json is null ? null : ResourceVersion.Parse(json);
    }

    /// <summary>
    /// Saves what a check returned, oldest first. As soon as one is new, all of them move to the end of the history in this
    /// order, and jobs that take the resource from there are scheduled. Saving the same list again changes nothing.
    /// </summary>
    public async Task SaveAsync(long scopeId, IReadOnlyList<ResourceVersion> versions, CancellationToken ct)
    {
        if (versions.Count == 0)
        {
            return;
        }

        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var anyNew = await SaveAsync(connection, transaction, scopeId, [.. versions.Select(v => (v, (IReadOnlyList<MetadataField>?)null))], ct);
        await transaction.CommitAsync(ct);
        if (anyNew)
        {
            await connection.NotifyAsync(Channels.Scheduler, ct);
        }
    }

    /// <summary>
    /// Saves what a put made: the version with its metadata in the scope, and that the build made it. May be repeated.
    /// </summary>
    public async Task SaveOutputAsync(
        long buildId,
        int resourceId,
        long scopeId,
        string stepName,
        ResourceVersion version,
        IReadOnlyList<MetadataField>? metadata,
        CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await SaveAsync(connection, transaction, scopeId, [(version, metadata)], ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO build_resource_config_version_outputs (build_id, resource_id, version_digest, name)
            VALUES (@buildId, @resourceId, @Digest, @stepName) ON CONFLICT DO NOTHING
            """,
            new { buildId, resourceId, version.Digest, stepName },
            transaction,
            cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }

    /// <summary>Sets the metadata of a version of a resource's current scope, as a get found it.</summary>
    public async Task UpdateMetadataAsync(int resourceId, ResourceVersion version, IReadOnlyList<MetadataField>? metadata, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE resource_config_versions v SET metadata = @metadata::jsonb
            FROM resources r
            WHERE r.id = @resourceId AND v.resource_config_scope_id = r.resource_config_scope_id AND v.version_sha256 = @Digest
            """,
            new { resourceId, version.Digest, metadata = VersionMetadata.Json(metadata) },
            cancellationToken: ct));
    }

    /// <summary>Returns whether any version is new.</summary>
    private static async Task<bool> SaveAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        long scopeId,
        IReadOnlyList<(ResourceVersion Version, IReadOnlyList<MetadataField>? Metadata)> versions,
        CancellationToken ct)
    {
        // One writer per scope at a time: check_order is a maximum plus one.
        await connection.ExecuteAsync(new CommandDefinition(
            "SELECT 1 FROM resource_config_scopes WHERE id = @scopeId FOR NO KEY UPDATE", new { scopeId }, transaction, cancellationToken: ct));
        var distinct = versions.DistinctBy(v => v.Version.Digest).ToList();
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO resource_config_versions AS known (resource_config_scope_id, version, version_sha256, metadata)
            SELECT @scopeId, version::jsonb, digest, metadata::jsonb FROM unnest(@json, @digests, @metadata) AS v(version, digest, metadata)
            ON CONFLICT (resource_config_scope_id, version_sha256) DO UPDATE
              SET metadata = CASE WHEN excluded.metadata = 'null'::jsonb THEN known.metadata ELSE excluded.metadata END
            """,
            new
            {
                scopeId,
                json = distinct.Select(v => v.Version.Json).ToArray(),
                digests = distinct.Select(v => v.Version.Digest).ToArray(),
                metadata = distinct.Select(v => VersionMetadata.Json(v.Metadata)).ToArray(),
            },
            transaction,
            cancellationToken: ct));
        var digests = versions.Select(v => v.Version.Digest).ToArray();
        var anyNew = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            WITH top AS (SELECT COALESCE(MAX(check_order), 0) AS value FROM resource_config_versions WHERE resource_config_scope_id = @scopeId),
            listed AS (
              SELECT digest, MAX(position) AS position FROM unnest(@digests) WITH ORDINALITY AS l(digest, position) GROUP BY digest),
            fresh AS (
              SELECT EXISTS (
                SELECT 1 FROM resource_config_versions v JOIN listed ON listed.digest = v.version_sha256
                WHERE v.resource_config_scope_id = @scopeId AND v.check_order = 0) AS found),
            moved AS (
              UPDATE resource_config_versions v SET check_order = top.value + numbered.number
              FROM top, fresh, (SELECT digest, row_number() OVER (ORDER BY position) AS number FROM listed) numbered
              WHERE fresh.found AND v.resource_config_scope_id = @scopeId AND v.version_sha256 = numbered.digest
              RETURNING v.id)
            SELECT found FROM fresh
            """,
            new { scopeId, digests },
            transaction,
            cancellationToken: ct));
        if (anyNew)
        {
            await connection.RequestForScopeAsync(scopeId, ct);
        }

        return anyNew;
    }
}
