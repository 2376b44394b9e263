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
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var refusing = RefuseOptionsAsync(pooler, stop.Token);
        await using var connections = new DatabaseConnections(Database.Options with
        {
            Socket = null,
            Host = "127.0.0.1",
            Port = ((IPEndPoint)pooler.LocalEndpoint).Port,
        });

        var refusal = await Assert.ThrowsAsync<TransactionPoolerException>(
            () => new DatabaseReadiness(connections, TimeProvider.System, NullLogger<DatabaseReadiness>.Instance).WaitAsync(Ct));

        Assert.Contains("ignore_startup_parameters = options", refusal.Message, StringComparison.Ordinal);
        await stop.CancelAsync();
        await refusing;
    }

    /// <summary>Answers startup messages as PgBouncer does, until cancelled.</summary>
    private static async Task RefuseOptionsAsync(TcpListener pooler, CancellationToken ct)
    {
        var fields = "SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: options\0\0"u8.ToArray();
        var answer = new byte[5];
        answer[0] = (byte)'E';
        BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(1), fields.Length + 4);
        try
        {
            while (true)
            {
                using var client = await pooler.AcceptTcpClientAsync(ct);
                var stream = client.GetStream();
                while (await ReadMessageAsync(stream, ct) <= sizeof(int))
                {
                    // A question for encryption.
                    await stream.WriteAsync("N"u8.ToArray(), ct);
                }

                await stream.WriteAsync((byte[])[.. answer, .. fields], ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Enough.
        }
    }

    /// <summary>Reads a message without a type; returns the bytes behind its length.</summary>
    private static async Task<int> ReadMessageAsync(NetworkStream stream, CancellationToken ct)
    {
        var length = new byte[sizeof(int)];
        await stream.ReadExactlyAsync(length, ct);
        var rest = BinaryPrimitives.ReadInt32BigEndian(length) - length.Length;
        await stream.ReadExactlyAsync(new byte[rest], ct);
        return rest;
    }
}
