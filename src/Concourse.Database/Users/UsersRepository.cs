using Concourse.Database.Connections;
using Npgsql;

namespace Concourse.Database.Users;

/// <summary>Users, as their logins leave them.</summary>
public sealed class UsersRepository(NpgsqlDataSource database)
{
    private const string Columns = "id, sub, username, connector, last_login";

    /// <summary>Records a login.</summary>
    public Task RecordLoginAsync(string sub, string username, string connector, CancellationToken ct) => database.RunAsync(
        """
        INSERT INTO users (sub, username, connector) VALUES (@sub, @username, @connector)
        ON CONFLICT (sub) DO UPDATE SET username = EXCLUDED.username, connector = EXCLUDED.connector, last_login = now()
        """,
        new { sub, username, connector },
        ct);

    public async Task<IReadOnlyList<User>> ListAsync(CancellationToken ct) =>
        await database.RowsAsync<User>($"SELECT {Columns} FROM users ORDER BY id", null, ct);

    /// <summary>Users whose last login was at or after a time.</summary>
    public async Task<IReadOnlyList<User>> ListActiveSinceAsync(DateTime since, CancellationToken ct) =>
        await database.RowsAsync<User>($"SELECT {Columns} FROM users WHERE last_login >= @since ORDER BY id", new { since }, ct);
}
