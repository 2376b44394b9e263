using Concourse.Database.Connections;
using Concourse.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Concourse.Database.Tests.Connections;

public sealed class DatabaseReadinessTests(PostgresFixture postgres) : DatabaseTest(postgres)
{
    [Fact]
    public async Task A_direct_connection_is_ready_and_no_pooler()
    {
        var readiness = new DatabaseReadiness(Database.Connections, TimeProvider.System, NullLogger<DatabaseReadiness>.Instance);

        await readiness.WaitAsync(Ct);
        await readiness.RefuseTransactionPoolerAsync(Ct);
    }

    [Fact]
    public async Task Waiting_for_an_absent_server_ends_with_its_error_when_the_time_is_up()
    {
        await using var nowhere = new DatabaseConnections(Database.Options with
        {
            Socket = Path.GetTempPath(),
            Port = 1,
            ConnectTimeout = TimeSpan.FromMilliseconds(300),
        });

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => new DatabaseReadiness(nowhere, TimeProvider.System, NullLogger<DatabaseReadiness>.Instance).WaitAsync(Ct));
    }
}
