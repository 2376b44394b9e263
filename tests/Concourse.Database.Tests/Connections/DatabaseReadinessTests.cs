using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
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

    [Fact]
    public async Task A_pooler_that_refuses_the_settings_of_a_session_is_named_with_what_to_change()
    {
        using var pooler = new TcpListener(IPAddress.Loopback, 0);
        pooler.Start();
        var refusing = RefuseOptionsAsync(pooler);
        await using var connections = new DatabaseConnections(Database.Options with
        {
            Socket = null,
            Host = "127.0.0.1",
            Port = ((IPEndPoint)pooler.LocalEndpoint).Port,
        });

        var refusal = await Assert.ThrowsAsync<TransactionPoolerException>(
            () => new DatabaseReadiness(connections, TimeProvider.System, NullLogger<DatabaseReadiness>.Instance).WaitAsync(Ct));

        Assert.Contains("ignore_startup_parameters = options", refusal.Message, StringComparison.Ordinal);
        await refusing;
    }

    /// <summary>Answers one startup message as PgBouncer does.</summary>
    private static async Task RefuseOptionsAsync(TcpListener pooler)
    {
        using var client = await pooler.AcceptTcpClientAsync(Ct);
        var stream = client.GetStream();
        var length = new byte[4];
        while (true)
        {
            await stream.ReadExactlyAsync(length, Ct);
            var message = new byte[BinaryPrimitives.ReadInt32BigEndian(length) - 4];
            await stream.ReadExactlyAsync(message, Ct);
            if (message.Length > 4)
            {
                break;
            }

            // A question for encryption.
            await stream.WriteAsync("N"u8.ToArray(), Ct);
        }

        var fields = "SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: options\0\0"u8.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(length, fields.Length + 4);
        await stream.WriteAsync((byte[])[(byte)'E', .. length, .. fields], Ct);
    }
}
