using Concourse.Testing.Postgres;

namespace Concourse.Database.Tests;

/// <summary>A test class whose every test has a fresh database with the whole schema.</summary>
public abstract class DatabaseTest(PostgresFixture postgres) : IAsyncLifetime
{
    private TestDatabase? database;

    protected TestDatabase Database => database ?? throw new InvalidOperationException("used before initialisation");

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync() => database = await postgres.CreateDatabaseAsync();

    public virtual async ValueTask DisposeAsync()
    {
        if (database is not null)
        {
            await database.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
