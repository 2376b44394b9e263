using Concourse.Database.Connections;
using Concourse.Database.Notifications;
using Npgsql;

namespace Concourse.Database.Teams;

/// <summary>Teams and who belongs to them.</summary>
public sealed class TeamsRepository(NpgsqlDataSource database)
{
    /// <summary>The team every installation has.</summary>
    public const string Main = "main";

    private const string Columns = "id, name, COALESCE(admin, false) AS admin, COALESCE(auth, 'null') AS auth";

    /// <summary>All teams by name.</summary>
    public async Task<IReadOnlyList<Team>> ListAsync(CancellationToken ct) =>
        await database.RowsAsync<Team>($"SELECT {Columns} FROM teams ORDER BY name", null, ct);

    /// <summary>Finds a team; upper and lower case are the same, as in the unique index.</summary>
    public Task<Team?> FindAsync(string name, CancellationToken ct) =>
        database.RowAsync<Team>($"SELECT {Columns} FROM teams WHERE lower(name) = lower(@name)", new { name }, ct);

    /// <summary>Creates team <c>main</c> or makes it the admin team, and gives it these roles. Run at start.</summary>
    public Task<Team> EnsureMainAsync(string auth, CancellationToken ct) => SaveAsync(
        """
        INSERT INTO teams (name, admin, auth) VALUES (@name, true, @auth)
        ON CONFLICT (lower(name)) DO UPDATE SET admin = true, auth = EXCLUDED.auth
        """,
        Main,
        auth,
        ct);

    /// <summary>Creates a team or replaces its roles.</summary>
    public async Task<(Team Team, bool Created)> SaveAsync(string name, string auth, CancellationToken ct)
    {
        var created = await SaveOrNoneAsync("INSERT INTO teams (name, auth) VALUES (@name, @auth) ON CONFLICT (lower(name)) DO NOTHING", name, auth, ct);
        var team = created ?? await SaveAsync("UPDATE teams SET auth = @auth WHERE lower(name) = lower(@name)", name, auth, ct);
        await database.NotifyAsync([Channels.TeamCache], ct);
        return (team, created is not null);
    }

    /// <summary>Returns whether there was such a team.</summary>
    /// <exception cref="NameTakenException">Another team has the new name.</exception>
    public async Task<bool> RenameAsync(string name, string newName, CancellationToken ct)
    {
        try
        {
            return await database.RunAsync("UPDATE teams SET name = @newName WHERE name = @name", new { name, newName }, ct) > 0;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new NameTakenException($"a team named '{newName}' exists already", e);
        }
    }

    /// <summary>Deletes a team with everything that belongs to it. Returns false if it is the last admin team or unknown.</summary>
    public async Task<bool> DeleteAsync(string name, CancellationToken ct) => await database.RunAsync(
        """
        DELETE FROM teams doomed
         WHERE name = @name
           AND (NOT COALESCE(admin, false) OR EXISTS (SELECT FROM teams other WHERE other.admin AND other.id <> doomed.id))
        """,
        new { name },
        ct) > 0;

    private async Task<Team> SaveAsync(string sql, string name, string auth, CancellationToken ct) =>
        await SaveOrNoneAsync(sql, name, auth, ct) ?? throw new InvalidOperationException($"team '{name}' was deleted while it was saved");

    private Task<Team?> SaveOrNoneAsync(string sql, string name, string auth, CancellationToken ct) =>
        database.RowAsync<Team>($"{sql} RETURNING {Columns}", new { name, auth }, ct);
}
