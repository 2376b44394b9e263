using Concourse.Database.Connections;
using Dapper;
using Npgsql;

namespace Concourse.Testing.Postgres;

/// <summary>One test's database; it is dropped, with whatever is still connected to it, when disposed.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly PostgresCluster cluster;

    internal TestDatabase(PostgresCluster cluster, string name)
    {
        this.cluster = cluster;
        Name = name;
        Options = new DatabaseOptions
        {
            Socket = cluster.Directory,
            Port = cluster.Port,
            User = PostgresCluster.User,
            Database = name,
            ConnectTimeout = TimeSpan.FromSeconds(10),
        };
        Connections = new DatabaseConnections(Options);
    }

    public string Name { get; }

    /// <summary>How a server of the test reaches this database (Unix socket; 127.0.0.1 and <see cref="PostgresCluster.Port"/> work too).</summary>
    public DatabaseOptions Options { get; }

    /// <summary>Ready-made pools on this database.</summary>
    public DatabaseConnections Connections { get; }

    /// <summary>The backend pool.</summary>
    public NpgsqlDataSource Source => Connections.Backend;

    public async ValueTask DisposeAsync()
    {
        await Connections.DisposeAsync();
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(cluster.ConnectionTo("postgres").ConnectionString) { Pooling = false }.ConnectionString);
        await connection.ExecuteAsync($"DROP DATABASE {Name} WITH (FORCE)");
    }
}
