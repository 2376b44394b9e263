using Concourse.Core.Json;
using Concourse.Core.Versions;
using Concourse.Database.Connections;
using Concourse.Database.Jobs;
using Npgsql;

namespace Concourse.Database.Versions;

/// <summary>Adds versions to a history. Source: scheduler chapter §4.6.</summary>
internal static class VersionSaving
{
    /// <summary>Returns how many are new.</summary>
    public static async Task<int> RunAsync(
        NpgsqlConnection connection, long scopeId, IReadOnlyList<ResourceVersion> versions, string? spanContext, CancellationToken ct)
    {
        if (versions.Any(version => version.Count == 0))
        {
            throw new EmptyVersionException();
        }

        var values = new
        {
            scopeId,
            versions = versions.Select(version => version.Json).ToArray(),
            digests = versions.Select(version => version.Digest).ToArray(),
            spanContext,
        };
        var created = await connection.RunAsync(
            """
            INSERT INTO resource_config_versions (resource_config_scope_id, version, version_sha256, span_context)
            SELECT DISTINCT ON (digest) @scopeId, version::jsonb, digest, @spanContext::jsonb
              FROM unnest(@versions, @digests) AS given (version, digest)
             ORDER BY digest
            ON CONFLICT (resource_config_scope_id, version_sha256) DO NOTHING
            """,
            values,
            ct);
        if (created == 0)
        {
            return 0;
        }

        // The history is locked while its order changes, so that two savers do not give the same positions.
        await connection.RunAsync("SELECT FROM resource_config_scopes WHERE id = @scopeId FOR NO KEY UPDATE", values, ct);
        await connection.RunAsync(
            """
            UPDATE resource_config_versions v SET check_order = newest.check_order + given.position
              FROM (SELECT digest, max(position)::int AS position
                      FROM unnest(@digests) WITH ORDINALITY AS g (digest, position) GROUP BY digest) AS given,
                   (SELECT max(check_order) AS check_order FROM resource_config_versions WHERE resource_config_scope_id = @scopeId) AS newest
             WHERE v.resource_config_scope_id = @scopeId AND v.version_sha256 = given.digest
            """,
            values,
            ct);
        await connection.RequestForScopeAsync(scopeId, ct);
        return created;
    }

    public static Task SetMetadataAsync(
        NpgsqlConnection connection, long scopeId, ResourceVersion version, IReadOnlyList<MetadataField> metadata, CancellationToken ct) =>
        connection.RunAsync(
            """
            UPDATE resource_config_versions SET metadata = @metadata::jsonb
             WHERE resource_config_scope_id = @scopeId AND version_sha256 = @Digest AND metadata <> @metadata::jsonb AND @metadata <> 'null'
            """,
            new { scopeId, version.Digest, metadata = MetadataJson(metadata) },
            ct);

    /// <summary>As upstream stores it here: with capitalised keys; no metadata is <c>null</c>.</summary>
    public static string MetadataJson(IReadOnlyList<MetadataField> metadata)
    {
        var json = new JsonTextWriter();
        json.Array(
            metadata.Count == 0 ? null : metadata,
            (writer, field) =>
            {
                writer.StartObject();
                writer.Field("Name", field.Name);
                writer.Field("Value", field.Value);
                writer.EndObject();
            });
        return json.ToString();
    }
}
