using Concourse.Core.Configuration.Json;
using Concourse.Core.Json;
using Concourse.Database.Connections;
using Concourse.Database.Encryption;
using Npgsql;

namespace Concourse.Database.Pipelines;

/// <summary>The first part of saving a configuration: the pipeline's own row. Source: database chapter §8.</summary>
internal sealed class PipelineRowSaving(NpgsqlConnection connection, ColumnCipher cipher)
{
    public async Task<SavedPipeline> SaveAsync(int teamId, PipelineSave save, CancellationToken ct)
    {
        var config = save.Config;
        var varSources = cipher.Encrypt(Json(writer => writer.Array(config.VarSources, ConfigJson.VarSource)));
        var values = new
        {
            teamId,
            name = save.Ref.Name,
            instanceVars = save.Ref.InstanceVars?.ToString(),
            groups = Json(writer => writer.Array(config.Groups, ConfigJson.Group)),
            varSources = varSources.Text,
            nonce = varSources.Nonce,
            display = config.Display is null ? "null" : Json(writer => ConfigJson.Display(writer, config.Display)),
            userData = config.UserData?.ToString(),
            expected = save.ExpectedVersion,
            initiallyPaused = save.InitiallyPaused,
            parentJobId = save.Parent?.JobId,
            parentBuildId = save.Parent?.BuildId,
        };

        var existing = await connection.RowAsync<ExistingRow>(
            """
            SELECT id, parent_build_id FROM pipelines
             WHERE team_id = @teamId AND name = @name AND instance_vars IS NOT DISTINCT FROM @instanceVars::jsonb
             FOR NO KEY UPDATE
            """,
            values,
            ct);
        if (existing is null)
        {
            return new SavedPipeline(await InsertAsync(values, ct), Created: true);
        }

        if (await UpdateAsync(values, existing.Id, ct) == 0)
        {
            throw existing.ParentBuildId is { } setBy && setBy > (save.Parent?.BuildId ?? 0)
                ? PipelineSaveException.NewerBuild()
                : PipelineSaveException.ComparisonFailed();
        }

        return new SavedPipeline(existing.Id, Created: false);
    }

    private async Task<int> InsertAsync(object values, CancellationToken ct)
    {
        try
        {
            return await connection.ScalarAsync<int>(
                """
                WITH instances AS (
                    SELECT max(ordering) AS ordering, COALESCE(max(secondary_ordering), 0) AS secondary_ordering
                      FROM pipelines WHERE team_id = @teamId AND name = @name
                ), new AS (SELECT nextval('pipelines_id_seq')::int AS id)
                INSERT INTO pipelines (id, team_id, name, instance_vars, groups, var_sources, nonce, display, user_data, version, paused,
                                       ordering, secondary_ordering, last_updated, parent_job_id, parent_build_id)
                SELECT new.id, @teamId, @name, @instanceVars::jsonb, @groups::json, @varSources, @nonce, @display::jsonb, @userData,
                       nextval('config_version_seq'), @initiallyPaused, COALESCE(instances.ordering, new.id),
                       instances.secondary_ordering + 1, now(), @parentJobId::int, @parentBuildId::bigint
                  FROM new, instances
                RETURNING id
                """,
                values,
                ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Somebody else has created it in this moment.
            throw PipelineSaveException.ComparisonFailed();
        }
    }

    private Task<int> UpdateAsync(object values, int id, CancellationToken ct)
    {
        var arguments = new Dapper.DynamicParameters(values);
        arguments.Add("id", id);
        return connection.RunAsync(
            """
            UPDATE pipelines
               SET archived = false, groups = @groups::json, var_sources = @varSources, nonce = @nonce, display = @display::jsonb,
                   user_data = @userData, version = nextval('config_version_seq'), last_updated = now(),
                   paused = CASE WHEN @initiallyPaused THEN paused ELSE paused AND NOT archived END,
                   parent_job_id = @parentJobId::int, parent_build_id = @parentBuildId::bigint
             WHERE id = @id AND version = @expected
               AND (@parentBuildId::bigint IS NULL OR parent_build_id IS NULL OR parent_build_id < @parentBuildId::bigint)
            """,
            arguments,
            ct);
    }

    private static string Json(Action<JsonTextWriter> write)
    {
        var writer = new JsonTextWriter();
        write(writer);
        return writer.ToString();
    }

    private sealed record ExistingRow
    {
        public int Id { get; init; }

        public long? ParentBuildId { get; init; }
    }
}
