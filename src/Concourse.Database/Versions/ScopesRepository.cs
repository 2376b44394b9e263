using Concourse.Core.Versions;
using Concourse.Database.Connections;
using Concourse.Database.Notifications;
using Npgsql;

namespace Concourse.Database.Versions;

/// <summary>Version histories, and the checks that fill them. Source: engine chapter §6, scheduler chapter §4.</summary>
public sealed class ScopesRepository(NpgsqlDataSource database)
{
    private const string Columns =
        """
        id, resource_config_id, resource_id, last_check_start_time, last_check_end_time, last_check_succeeded, last_check_build_id, next_check_time
        """;

    public Task<Scope?> FindAsync(long id, CancellationToken ct) =>
        database.RowAsync<Scope>($"SELECT {Columns} FROM resource_config_scopes WHERE id = @id", new { id }, ct);

    /// <summary>The history that all resources of a configuration share.</summary>
    public async Task<Scope> EnsureSharedAsync(int resourceConfigId, CancellationToken ct) =>
        await FindAsync("resource_config_id = @resourceConfigId AND resource_id IS NULL", new { resourceConfigId }, ct)
        ?? (await database.RowAsync<Scope>(
            $"""
            INSERT INTO resource_config_scopes (resource_config_id) VALUES (@resourceConfigId)
            ON CONFLICT (resource_config_id) WHERE resource_id IS NULL DO UPDATE SET resource_config_id = EXCLUDED.resource_config_id
            RETURNING {Columns}
            """,
            new { resourceConfigId },
            ct))!;

    /// <summary>The history of one resource alone; its histories of other configurations are deleted. Null if the resource is gone.</summary>
    public async Task<Scope?> EnsureOwnAsync(int resourceConfigId, int resourceId, CancellationToken ct) =>
        await FindAsync("resource_config_id = @resourceConfigId AND resource_id = @resourceId", new { resourceConfigId, resourceId }, ct)
        ?? await database.InTransactionAsync(
            async connection =>
            {
                if (await connection.ScalarAsync<int?>("SELECT id FROM resources WHERE id = @resourceId FOR UPDATE", new { resourceId }, ct) is null)
                {
                    return null;
                }

                return await connection.RowAsync<Scope>(
                    $"""
                    DELETE FROM resource_config_scopes WHERE resource_id = @resourceId AND resource_config_id <> @resourceConfigId;
                    INSERT INTO resource_config_scopes (resource_config_id, resource_id) VALUES (@resourceConfigId, @resourceId)
                    ON CONFLICT (resource_id, resource_config_id) WHERE resource_id IS NOT NULL
                    DO UPDATE SET resource_config_id = EXCLUDED.resource_config_id
                    RETURNING {Columns};
                    """,
                    new { resourceConfigId, resourceId },
                    ct);
            },
            ct);

    /// <summary>Points a resource to its history; if that is another one, its jobs are to be scheduled.</summary>
    public async Task SetResourceScopeAsync(int resourceId, Scope scope, CancellationToken ct)
    {
        var changed = await database.InTransactionAsync(
            async connection =>
            {
                var changed = await ResourceScoping.PointAsync(connection, resourceId, scope.ResourceConfigId, scope.Id, ct);
                return changed;
            },
            ct);
        if (changed)
        {
            await database.NotifyAsync([Channels.Scheduler], ct);
        }
    }

    /// <summary>Points a pipeline's resource type to the configuration of its last check.</summary>
    public Task SetResourceTypeConfigAsync(int pipelineId, string name, int resourceConfigId, CancellationToken ct) =>
        SetConfigAsync("resource_types", pipelineId, name, resourceConfigId, ct);

    /// <summary>Points a pipeline's prototype to the configuration of its last check.</summary>
    public Task SetPrototypeConfigAsync(int pipelineId, string name, int resourceConfigId, CancellationToken ct) =>
        SetConfigAsync("prototypes", pipelineId, name, resourceConfigId, ct);

    /// <summary>Notes that a check runs. A check of an image notes neither build nor plan: both null.</summary>
    public Task StartCheckAsync(long scopeId, long? buildId, string? publicPlan, CancellationToken ct) => database.RunAsync(
        """
        UPDATE resource_config_scopes
           SET last_check_start_time = now(), last_check_build_id = @buildId, last_check_build_plan = @publicPlan::json
         WHERE id = @scopeId
        """,
        new { scopeId, buildId, publicPlan },
        ct);

    /// <summary>Notes that a check ended; the next is due after the interval.</summary>
    public Task EndCheckAsync(long scopeId, bool succeeded, TimeSpan interval, CancellationToken ct) => database.RunAsync(
        """
        UPDATE resource_config_scopes
           SET last_check_end_time = now(), last_check_succeeded = @succeeded, next_check_time = now() + @interval
         WHERE id = @scopeId
        """,
        new { scopeId, succeeded, interval },
        ct);

    /// <summary>The newest version; null if none is known.</summary>
    public Task<ScopedVersion?> FindLatestAsync(long scopeId, CancellationToken ct) => database.RowAsync<ScopedVersion>(
        """
        SELECT id, version::text AS version, check_order FROM resource_config_versions
         WHERE resource_config_scope_id = @scopeId ORDER BY check_order DESC LIMIT 1
        """,
        new { scopeId },
        ct);

    /// <summary>
    /// Saves what a check returned, oldest first. If any version is new, all of them become the newest in this order,
    /// and the jobs that take such versions are to be scheduled. Returns how many are new.
    /// </summary>
    /// <exception cref="EmptyVersionException">A version has no keys.</exception>
    public async Task<int> SaveVersionsAsync(long scopeId, IReadOnlyList<ResourceVersion> versions, string? spanContext, CancellationToken ct)
    {
        var created = await database.InTransactionAsync(connection => VersionSaving.RunAsync(connection, scopeId, versions, spanContext, ct), ct);
        if (created > 0)
        {
            await database.NotifyAsync([Channels.Scheduler], ct);
        }

        return created;
    }

    /// <summary>Saves what a put made: the version with its metadata in the history, and the build's output.</summary>
    public async Task SaveOutputAsync(BuildOutputSave output, CancellationToken ct)
    {
        await database.InTransactionAsync(
            async connection =>
            {
                await VersionSaving.RunAsync(connection, output.Scope.Id, [output.Version], null, ct);
                await VersionSaving.SetMetadataAsync(connection, output.Scope.Id, output.Version, output.Metadata, ct);
                await ResourceScoping.PointAsync(connection, output.ResourceId, output.Scope.ResourceConfigId, output.Scope.Id, ct);
                await connection.RunAsync(
                    """
                    INSERT INTO build_resource_config_version_outputs (build_id, resource_id, version_digest, name)
                    VALUES (@BuildId, @ResourceId, @Digest, @StepName)
                    ON CONFLICT DO NOTHING
                    """,
                    new { output.BuildId, output.ResourceId, output.Version.Digest, output.StepName },
                    ct);
            },
            ct);
        await database.NotifyAsync([Channels.Scheduler], ct);
    }

    /// <summary>Keeps what a get told about a version of a resource's current history.</summary>
    public Task SetMetadataAsync(int resourceId, ResourceVersion version, IReadOnlyList<MetadataField> metadata, CancellationToken ct) =>
        database.RunAsync(
            """
            UPDATE resource_config_versions v SET metadata = @metadata::jsonb
              FROM resources r
             WHERE r.id = @resourceId AND v.resource_config_scope_id = r.resource_config_scope_id AND v.version_sha256 = @Digest
            """,
            new { resourceId, version.Digest, metadata = VersionSaving.MetadataJson(metadata) },
            ct);

    private Task<Scope?> FindAsync(string condition, object values, CancellationToken ct) =>
        database.RowAsync<Scope>($"SELECT {Columns} FROM resource_config_scopes WHERE {condition}", values, ct);

    private Task<int> SetConfigAsync(string table, int pipelineId, string name, int resourceConfigId, CancellationToken ct) => database.RunAsync(
        $"""
        UPDATE {table} SET resource_config_id = @resourceConfigId
         WHERE pipeline_id = @pipelineId AND name = @name AND resource_config_id IS DISTINCT FROM @resourceConfigId
        """,
        new { pipelineId, name, resourceConfigId },
        ct);
}
