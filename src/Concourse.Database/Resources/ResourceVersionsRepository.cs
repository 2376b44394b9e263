using Concourse.Core.Versions;
using Concourse.Database.Connections;
using Concourse.Database.Jobs;
using Concourse.Database.Notifications;
using Npgsql;

namespace Concourse.Database.Resources;

/// <summary>What users see and do with the versions of a resource: paging, enabling, pinning.</summary>
public sealed class ResourceVersionsRepository(NpgsqlDataSource database)
{
    // The scope is looked up apart: joined, PostgreSQL would sort a history instead of walking its index.
    private const string Select =
        """
        SELECT v.id, v.version::text AS version, v.metadata::text AS metadata, v.check_order,
               NOT EXISTS (SELECT FROM resource_disabled_versions d
                            WHERE d.resource_id = @resourceId AND d.version_digest IN (v.version_md5, v.version_sha256)) AS enabled
          FROM resource_config_versions v
         WHERE v.resource_config_scope_id = (SELECT resource_config_scope_id FROM resources WHERE id = @resourceId)
        """;

    /// <summary>A version by its id, if it is one of the resource's current history.</summary>
    public Task<ResourceVersionRow?> FindAsync(int resourceId, long versionId, CancellationToken ct) =>
        database.RowAsync<ResourceVersionRow>($"{Select} AND v.id = @versionId", new { resourceId, versionId }, ct);

    /// <summary>
    /// Lists versions newest first. <paramref name="from"/> and <paramref name="to"/> are ids of versions: not older than
    /// the one, or else not newer than the other. <paramref name="containing"/>: only versions that have these fields.
    /// </summary>
    public async Task<ResourceVersionPage> ListAsync(
        int resourceId, long? from, long? to, int limit, ResourceVersion containing, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var values = new { resourceId, bound = from ?? to, limit, filter = containing.Json };
        const string OfBound = "(SELECT check_order FROM resource_config_versions WHERE id = @bound)";
        var filtered = $"{Select} AND v.version @> @filter::jsonb AND v.check_order > 0";
        var versions = await connection.RowsAsync<ResourceVersionRow>(
            from is not null ? $"SELECT * FROM ({filtered} AND v.check_order >= {OfBound} ORDER BY v.check_order LIMIT @limit) AS page ORDER BY check_order DESC"
            : to is not null ? $"{filtered} AND v.check_order <= {OfBound} ORDER BY v.check_order DESC LIMIT @limit"
            : $"{filtered} ORDER BY v.check_order DESC LIMIT @limit",
            values,
            ct);
        if (versions.Count == 0)
        {
            return new ResourceVersionPage(versions, null, null);
        }

        var (newer, older) = await connection.RowAsync<(long?, long?)>(
            """
            SELECT (SELECT v.id FROM resource_config_versions v WHERE v.resource_config_scope_id = r.resource_config_scope_id
                       AND v.check_order > @newest ORDER BY v.check_order LIMIT 1),
                   (SELECT v.id FROM resource_config_versions v WHERE v.resource_config_scope_id = r.resource_config_scope_id
                       AND v.check_order < @oldest AND v.check_order > 0 ORDER BY v.check_order DESC LIMIT 1)
              FROM resources r WHERE r.id = @resourceId
            """,
            new { resourceId, newest = versions[0].CheckOrder, oldest = versions[^1].CheckOrder },
            ct);
        return new ResourceVersionPage(versions, newer, older);
    }

    /// <summary>Allows a version to be used again. Returns false if it was not disabled.</summary>
    public Task<bool> EnableAsync(int resourceId, long versionId, CancellationToken ct) => ChangeAsync(
        resourceId,
        """
        DELETE FROM resource_disabled_versions d USING resource_config_versions v
         WHERE d.resource_id = @resourceId AND v.id = @versionId AND d.version_digest IN (v.version_md5, v.version_sha256)
        """,
        new { resourceId, versionId },
        ct);

    /// <summary>Keeps a version of the resource from being used. Returns false if it was disabled already or is none of its versions.</summary>
    public Task<bool> DisableAsync(int resourceId, long versionId, CancellationToken ct) => ChangeAsync(
        resourceId,
        """
        INSERT INTO resource_disabled_versions (resource_id, version_digest)
        SELECT r.id, COALESCE(v.version_md5, v.version_sha256)
          FROM resources r JOIN resource_config_versions v ON v.resource_config_scope_id = r.resource_config_scope_id
         WHERE r.id = @resourceId AND v.id = @versionId
        ON CONFLICT DO NOTHING
        """,
        new { resourceId, versionId },
        ct);

    /// <summary>Pins; another pin is replaced and its comment kept. Returns false if the configuration pins, or it is none of the resource's versions.</summary>
    public Task<bool> PinAsync(int resourceId, long versionId, CancellationToken ct) => ChangeAsync(
        resourceId,
        """
        INSERT INTO resource_pins (resource_id, version, comment_text, config)
        SELECT r.id, v.version, '', false
          FROM resources r JOIN resource_config_versions v ON v.resource_config_scope_id = r.resource_config_scope_id
         WHERE r.id = @resourceId AND v.id = @versionId
        ON CONFLICT (resource_id) DO UPDATE SET version = EXCLUDED.version WHERE NOT resource_pins.config
        """,
        new { resourceId, versionId },
        ct);

    /// <summary>Returns false if nothing is pinned, or the configuration pins.</summary>
    public Task<bool> UnpinAsync(int resourceId, CancellationToken ct) => ChangeAsync(
        resourceId, "DELETE FROM resource_pins WHERE resource_id = @resourceId AND NOT config", new { resourceId }, ct);

    /// <summary>Changes the comment of a pin, if there is one.</summary>
    public Task SetPinCommentAsync(int resourceId, string comment, CancellationToken ct) =>
        database.RunAsync("UPDATE resource_pins SET comment_text = @comment WHERE resource_id = @resourceId", new { resourceId, comment }, ct);

    private async Task<bool> ChangeAsync(int resourceId, string sql, object values, CancellationToken ct)
    {
        var changed = await database.InTransactionAsync(
            async connection =>
            {
                var changed = await connection.RunAsync(sql, values, ct) > 0;
                if (changed)
                {
                    await connection.RequestForResourceAsync(resourceId, ct);
                }

                return changed;
            },
            ct);
        if (changed)
        {
            await database.NotifyAsync([Channels.Scheduler], ct);
        }

        return changed;
    }
}
