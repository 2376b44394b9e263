using Concourse.Core.Json;
using Concourse.Database.Connections;
using Concourse.Database.Encryption;
using Npgsql;

namespace Concourse.Database.Pipelines;

/// <summary>Puts a configuration together from its rows. The parts are passed on as they are stored; empty parts are left out.</summary>
internal static class PipelineConfigReading
{
    public static async Task<StoredPipelineConfig?> ReadAsync(
        NpgsqlConnection connection, ColumnCipher cipher, int pipelineId, CancellationToken ct)
    {
        var pipeline = await connection.RowAsync<PipelineRow>(
            """
            SELECT version, groups::text AS groups, display::text AS display, user_data, var_sources, nonce
              FROM pipelines WHERE id = @pipelineId AND NOT archived
            """,
            new { pipelineId },
            ct);
        if (pipeline is null)
        {
            return null;
        }

        var objects = await connection.RowsAsync<ObjectRow>(
            """
            SELECT kind, config, nonce FROM (
                SELECT 'resources' AS kind, config, nonce, row_number() OVER (ORDER BY name) AS position
                  FROM resources WHERE pipeline_id = @pipelineId AND active
                UNION ALL
                SELECT 'resource_types', config, nonce, row_number() OVER (ORDER BY name)
                  FROM resource_types WHERE pipeline_id = @pipelineId AND active
                UNION ALL
                SELECT 'prototypes', config, nonce, row_number() OVER (ORDER BY name)
                  FROM prototypes WHERE pipeline_id = @pipelineId AND active
                UNION ALL
                SELECT 'jobs', config, nonce, row_number() OVER (ORDER BY id)
                  FROM jobs WHERE pipeline_id = @pipelineId AND active) AS objects
             WHERE config IS NOT NULL
             ORDER BY kind, position
            """,
            new { pipelineId },
            ct);
        var byKind = objects.ToLookup(row => row.Kind, row => cipher.Decrypt(new StoredText(row.Config, row.Nonce)));

        var json = new JsonTextWriter();
        json.StartObject();
        Part(json, "groups", pipeline.Groups);
        Part(json, "var_sources", pipeline.VarSources is null ? null : cipher.Decrypt(new StoredText(pipeline.VarSources, pipeline.Nonce)));
        foreach (var kind in (string[])["resources", "resource_types", "prototypes", "jobs"])
        {
            json.Optional(kind, byKind[kind].ToList(), (writer, config) => writer.Raw(config));
        }

        Part(json, "display", pipeline.Display);
        Part(json, "user_data", pipeline.UserData);
        json.EndObject();
        return new StoredPipelineConfig(pipeline.Version, json.ToString());
    }

    private static void Part(JsonTextWriter json, string name, string? text)
    {
        if (text is not (null or "" or "null" or "[]"))
        {
            json.Name(name);
            json.Raw(text);
        }
    }

    private sealed record PipelineRow
    {
        public int Version { get; init; }

        public string? Groups { get; init; }

        public string? Display { get; init; }

        public string? UserData { get; init; }

        public string? VarSources { get; init; }

        public string? Nonce { get; init; }
    }

    private sealed record ObjectRow
    {
        public required string Kind { get; init; }

        public required string Config { get; init; }

        public string? Nonce { get; init; }
    }
}
