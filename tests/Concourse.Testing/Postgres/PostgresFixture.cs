using Concourse.Database.Encryption;
using Concourse.Database.Schema;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Concourse.Testing.Postgres;

/// <summary>
/// Gives every test a database of its own: the schema is made once in a template, a test gets a copy.
/// Use as an assembly fixture: <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private const string Template = "concourse_template";

    private PostgresCluster? cluster;
    private int databases;

    /// <summary>The server of this run.</summary>
    public PostgresCluster Cluster => cluster ?? throw new InvalidOperationException("the fixture has not been initialised");

    public async ValueTask InitializeAsync()
    {
        cluster = await PostgresCluster.StartAsync(CancellationToken.None);
        await ExecuteAsync($"CREATE DATABASE {Template}");
        await using var database = NpgsqlDataSource.Create(Unpooled(Template));
        await new SchemaMigrator(database, EncryptionKeys.None, TimeProvider.System, NullLogger<SchemaMigrator>.Instance)
            .MigrateAsync(CancellationToken.None);
    }

    /// <summary>A database with the whole schema and no rows. Dispose it at the end of the test.</summary>
    public Task<TestDatabase> CreateDatabaseAsync() => CreateDatabaseAsync($"TEMPLATE {Template}");

    /// <summary>A database without anything in it.</summary>
    public Task<TestDatabase> CreateEmptyDatabaseAsync() => CreateDatabaseAsync("TEMPLATE template0");

    public async ValueTask DisposeAsync()
    {
        if (cluster is not null)
        {
            await cluster.DisposeAsync();
        }
    }

    private async Task<TestDatabase> CreateDatabaseAsync(string origin)
    {
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await ExecuteAsync($"CREATE DATABASE {name} {origin}");
        return new TestDatabase(Cluster, name);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Unpooled("postgres"));
        await connection.ExecuteAsync(sql);
    }

    private string Unpooled(string database) =>
        new NpgsqlConnectionStringBuilder(Cluster.ConnectionTo(database).ConnectionString) { Pooling = false }.ConnectionString;
}
