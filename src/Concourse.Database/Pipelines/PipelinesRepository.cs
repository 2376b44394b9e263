using Concourse.Core;
using Concourse.Database.Connections;
using Concourse.Database.Encryption;
using Concourse.Database.Jobs;
using Concourse.Database.Notifications;
using Npgsql;

namespace Concourse.Database.Pipelines;

/// <summary>Pipelines: configuration, life and listings. What changes their order: <see cref="PipelineOrderRepository"/>.</summary>
public sealed class PipelinesRepository(NpgsqlDataSource database, ColumnCipher cipher)
{
    private const string Select =
        """
        SELECT p.id, p.name, p.instance_vars::text AS instance_vars, p.team_id, t.name AS team_name, p.version,
               COALESCE(p.paused, false) AS paused, p.paused_by, p.paused_at, p.public, p.archived,
               COALESCE(p.groups::text, 'null') AS groups, COALESCE(p.display::text, 'null') AS display, p.user_data,
               p.parent_job_id, p.parent_build_id, p.last_updated
          FROM pipelines p JOIN teams t ON t.id = p.team_id
        """;

    /// <summary>Saves a configuration, creating the pipeline if needed, and wakes the resource scanner and the scheduler.</summary>
    /// <exception cref="PipelineSaveException">The stored configuration is not the expected one, or names are swapped.</exception>
    public async Task<SavedPipeline> SaveAsync(int teamId, PipelineSave save, CancellationToken ct)
    {
        var saved = await database.InTransactionAsync(
            connection => PipelineConfigSaving.RunAsync(connection, cipher, teamId, save, ct), ct);
        if (!saved.Created)
        {
            await database.NotifyAsync([Channels.Scanner, Channels.Scheduler], ct);
        }

        return saved;
    }

    public Task<Pipeline?> FindAsync(int id, CancellationToken ct) =>
        database.RowAsync<Pipeline>($"{Select} WHERE p.id = @id", new { id }, ct);

    /// <summary>Finds a pipeline of a team by name and instance vars; no vars mean the pipeline that is no instance.</summary>
    public Task<Pipeline?> FindAsync(int teamId, PipelineRef reference, CancellationToken ct) => database.RowAsync<Pipeline>(
        $"{Select} WHERE p.team_id = @teamId AND p.name = @Name AND p.instance_vars IS NOT DISTINCT FROM @vars::jsonb",
        new { teamId, reference.Name, vars = reference.InstanceVars?.ToString() },
        ct);

    /// <summary>A team's pipelines in the order their users gave them.</summary>
    public async Task<IReadOnlyList<Pipeline>> ListForTeamAsync(int teamId, bool publicOnly, CancellationToken ct) =>
        await database.RowsAsync<Pipeline>(
            $"{Select} WHERE p.team_id = @teamId AND (p.public OR NOT @publicOnly) ORDER BY p.ordering, p.secondary_ordering, p.id",
            new { teamId, publicOnly },
            ct);

    /// <summary>Every pipeline, by team and order.</summary>
    public async Task<IReadOnlyList<Pipeline>> ListAllAsync(CancellationToken ct) =>
        await database.RowsAsync<Pipeline>($"{Select} ORDER BY t.name, p.ordering, p.secondary_ordering, p.id", null, ct);

    /// <summary>The pipelines of some teams, then other teams' public ones.</summary>
    public async Task<IReadOnlyList<Pipeline>> ListVisibleAsync(IReadOnlyCollection<string> teamNames, CancellationToken ct) =>
        await database.RowsAsync<Pipeline>(
            $"""
            {Select}
             WHERE t.name = ANY (@teams) OR p.public
             ORDER BY t.name = ANY (@teams) DESC, t.name, p.ordering, p.secondary_ordering, p.id
            """,
            new { teams = teamNames.ToList() },
            ct);

    /// <summary>The configuration; null if the pipeline is unknown or archived.</summary>
    public async Task<StoredPipelineConfig?> ReadConfigAsync(int id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await PipelineConfigReading.ReadAsync(connection, cipher, id, ct);
    }

    /// <summary>The var sources as a JSON list; <c>null</c> if there are none.</summary>
    public async Task<string> ReadVarSourcesAsync(int id, CancellationToken ct)
    {
        var (text, nonce) = await database.RowAsync<(string?, string?)>("SELECT var_sources, nonce FROM pipelines WHERE id = @id", new { id }, ct);
        return text is null ? "null" : cipher.Decrypt(new StoredText(text, nonce));
    }

    /// <summary>Pauses; who and when are kept if it is paused already.</summary>
    public Task PauseAsync(int id, string pausedBy, CancellationToken ct) => database.RunAsync(
        "UPDATE pipelines SET paused = true, paused_by = @pausedBy, paused_at = now() WHERE id = @id AND NOT COALESCE(paused, false)",
        new { id, pausedBy },
        ct);

    /// <summary>Unpauses, asks for all jobs to be scheduled and wakes the resource scanner and the scheduler.</summary>
    public async Task UnpauseAsync(int id, CancellationToken ct)
    {
        await database.InTransactionAsync(
            async connection =>
            {
                await connection.RunAsync(
                    "UPDATE pipelines SET paused = false, paused_by = NULL, paused_at = NULL WHERE id = @id", new { id }, ct);
                await connection.RequestForPipelineAsync(id, ct);
            },
            ct);
        await database.NotifyAsync([Channels.Scanner, Channels.Scheduler], ct);
    }

    /// <summary>Shows the pipeline to everybody, or only to its team.</summary>
    public Task SetPublicAsync(int id, bool isPublic, CancellationToken ct) =>
        database.RunAsync("UPDATE pipelines SET public = @isPublic WHERE id = @id", new { id, isPublic }, ct);

    /// <summary>Archives: pauses for good and forgets the configuration.</summary>
    public Task ArchiveAsync(int id, CancellationToken ct) => database.InTransactionAsync(
        connection => PipelineArchiving.ArchiveAsync(connection, [id], ct), ct);

    /// <summary>Renames all instances. Returns whether there was one.</summary>
    /// <exception cref="NameTakenException">The team has a pipeline of the new name.</exception>
    public async Task<bool> RenameAsync(int teamId, string name, string newName, CancellationToken ct)
    {
        try
        {
            return await database.RunAsync(
                "UPDATE pipelines SET name = @newName WHERE team_id = @teamId AND name = @name", new { teamId, name, newName }, ct) > 0;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new NameTakenException($"a pipeline named '{newName}' exists already", e);
        }
    }

    /// <summary>Deletes a pipeline with all that belongs to it. Its events table goes later, with the reaper.</summary>
    public Task DeleteAsync(int id, CancellationToken ct) =>
        database.RunAsync("DELETE FROM pipelines WHERE id = @id", new { id }, ct);
}
