using Concourse.Database.Connections;
using Npgsql;

namespace Concourse.Database.Components;

/// <summary>The rows that tell every node when a component ran last and whether it may run. Source: scheduler chapter §1.1.</summary>
public sealed class ComponentsRepository(NpgsqlDataSource database)
{
    private const string Columns = "id, name, interval, last_ran, COALESCE(paused, false) AS paused";

    /// <summary>Registers a component; of an existing one only the interval changes.</summary>
    public async Task<Component> EnsureAsync(string name, string interval, CancellationToken ct) => (await database.RowAsync<Component>(
        $"""
        INSERT INTO components (name, interval) VALUES (@name, @interval)
        ON CONFLICT (name) DO UPDATE SET interval = EXCLUDED.interval
        RETURNING {Columns}
        """,
        new { name, interval },
        ct))!;

    public Task<Component?> FindAsync(string name, CancellationToken ct) =>
        database.RowAsync<Component>($"SELECT {Columns} FROM components WHERE name = @name", new { name }, ct);

    public async Task<IReadOnlyList<Component>> ListAsync(CancellationToken ct) =>
        await database.RowsAsync<Component>($"SELECT {Columns} FROM components ORDER BY name", null, ct);

    /// <summary>Notes that a round succeeded, by the database's clock.</summary>
    public Task MarkRanAsync(int id, CancellationToken ct) =>
        database.RunAsync("UPDATE components SET last_ran = now() WHERE id = @id", new { id }, ct);

    /// <summary>Returns whether there is such a component.</summary>
    public async Task<bool> SetPausedAsync(string name, bool paused, CancellationToken ct) =>
        await database.RunAsync("UPDATE components SET paused = @paused WHERE name = @name", new { name, paused }, ct) > 0;

    public Task SetAllPausedAsync(bool paused, CancellationToken ct) =>
        database.RunAsync("UPDATE components SET paused = @paused", new { paused }, ct);
}
