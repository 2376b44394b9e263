using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Json;
using Concourse.Core.Json;
using Concourse.Core.Values;
using Concourse.Core.Versions;
using Concourse.Database.Connections;
using Concourse.Database.Encryption;
using Npgsql;

namespace Concourse.Database.Pipelines;

/// <summary>The part of saving a configuration that concerns resources, resource types and prototypes.</summary>
internal sealed class ResourceSaving(NpgsqlConnection connection, ColumnCipher cipher, int pipelineId)
{
    public async Task SaveAsync(PipelineConfig config, CancellationToken ct)
    {
        var resources = config.Resources ?? [];
        var existing = (await connection.RowsAsync<ExistingResource>(
            """
            SELECT name, config, nonce, type, resource_config_id, resource_config_scope_id FROM resources WHERE pipeline_id = @pipelineId
            """,
            new { pipelineId },
            ct)).ToDictionary(row => row.Name, StringComparer.Ordinal);

        foreach (var (oldName, newName) in Renames.InOrder(resources.Select(r => (r.OldName, r.Name)), existing.Keys.ToHashSet(), "resource"))
        {
            await connection.RunAsync(
                """
                DELETE FROM resources WHERE pipeline_id = @pipelineId AND name = @newName;
                UPDATE resources SET name = @newName WHERE pipeline_id = @pipelineId AND name = @oldName;
                """,
                new { pipelineId, oldName, newName },
                ct);
            existing.Remove(oldName, out var renamed);
            existing[newName] = renamed!;
        }

        await UpsertResourcesAsync(resources, existing, ct);
        await ReplaceConfigPinsAsync(resources, ct);
        await UpsertTypesAsync("resource_types", config.ResourceTypes ?? [], ct);
        await UpsertTypesAsync("prototypes", config.Prototypes ?? [], ct);
    }

    private async Task UpsertResourcesAsync(
        IReadOnlyList<ResourceConfig> resources, Dictionary<string, ExistingResource> existing, CancellationToken ct)
    {
        if (resources.Count == 0)
        {
            return;
        }

        var stored = resources.Select(resource => cipher.Encrypt(ConfigJson.Text(resource))).ToList();
        var kept = resources.Select(resource => existing.GetValueOrDefault(resource.Name) is { } old && IsSameSource(resource, old) ? old : null).ToList();
        await connection.RunAsync(
            """
            INSERT INTO resources (pipeline_id, name, config, nonce, type, resource_config_id, resource_config_scope_id, active)
            SELECT @pipelineId, name, config, nonce, type, config_id, scope_id, true
              FROM unnest(@names, @configs, @nonces, @types, @configIds, @scopeIds) AS new (name, config, nonce, type, config_id, scope_id)
            ON CONFLICT (pipeline_id, name) DO UPDATE
               SET config = EXCLUDED.config, nonce = EXCLUDED.nonce, type = EXCLUDED.type, active = true,
                   resource_config_id = EXCLUDED.resource_config_id, resource_config_scope_id = EXCLUDED.resource_config_scope_id
            """,
            new
            {
                pipelineId,
                names = resources.Select(resource => resource.Name).ToList(),
                configs = stored.ConvertAll(text => text.Text),
                nonces = stored.ConvertAll(text => text.Nonce),
                types = resources.Select(resource => resource.Type).ToList(),
                configIds = kept.ConvertAll(old => old?.ResourceConfigId),
                scopeIds = kept.ConvertAll(old => old?.ResourceConfigScopeId),
            },
            ct);
    }

    /// <summary>Whether versions found so far still belong to the resource. An archived pipeline has no configs to compare with.</summary>
    private bool IsSameSource(ResourceConfig resource, ExistingResource old)
    {
        if (old.Config is null || old.Type != resource.Type)
        {
            return false;
        }

        var source = ((MapValue)JsonText.Parse(cipher.Decrypt(new StoredText(old.Config, old.Nonce)))).TryGetValue("source", out var value) ? value : null;
        return CanonicalJson.SourceHash(source as MapValue) == CanonicalJson.SourceHash(resource.Source);
    }

    private Task<int> ReplaceConfigPinsAsync(IReadOnlyList<ResourceConfig> resources, CancellationToken ct)
    {
        var pinned = resources.Where(resource => resource.Version is not null).ToList();
        return connection.RunAsync(
            """
            DELETE FROM resource_pins p USING resources r
             WHERE p.resource_id = r.id AND r.pipeline_id = @pipelineId AND r.name = ANY (@names) AND p.config;
            INSERT INTO resource_pins (resource_id, version, comment_text, config)
            SELECT r.id, pin.version::jsonb, '', true
              FROM unnest(@pinnedNames, @versions) AS pin (name, version)
              JOIN resources r ON r.pipeline_id = @pipelineId AND r.name = pin.name
            ON CONFLICT (resource_id) DO UPDATE SET version = EXCLUDED.version, comment_text = '', config = true;
            """,
            new
            {
                pipelineId,
                names = resources.Select(resource => resource.Name).ToList(),
                pinnedNames = pinned.ConvertAll(resource => resource.Name),
                versions = pinned.ConvertAll(resource => resource.Version!.Json),
            },
            ct);
    }

    private async Task UpsertTypesAsync(string table, IReadOnlyList<CustomType> types, CancellationToken ct)
    {
        if (types.Count == 0)
        {
            return;
        }

        var stored = types.Select(type => cipher.Encrypt(ConfigJson.Text(type))).ToList();
        await connection.RunAsync(
            $"""
            INSERT INTO {table} (pipeline_id, name, config, nonce, type, active)
            SELECT @pipelineId, name, config, nonce, type, true FROM unnest(@names, @configs, @nonces, @types) AS new (name, config, nonce, type)
            ON CONFLICT (pipeline_id, name) DO UPDATE
               SET config = EXCLUDED.config, nonce = EXCLUDED.nonce, type = EXCLUDED.type, active = true
            """,
            new
            {
                pipelineId,
                names = types.Select(type => type.Name).ToList(),
                configs = stored.ConvertAll(text => text.Text),
                nonces = stored.ConvertAll(text => text.Nonce),
                types = types.Select(type => type.Type).ToList(),
            },
            ct);
    }

    private sealed record ExistingResource
    {
        public required string Name { get; init; }

        public string? Config { get; init; }

        public string? Nonce { get; init; }

        public required string Type { get; init; }

        public int? ResourceConfigId { get; init; }

        public long? ResourceConfigScopeId { get; init; }
    }
}
