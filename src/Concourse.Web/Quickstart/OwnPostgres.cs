using System.ComponentModel;
using System.Globalization;
using Concourse.Database.Connections;
using Concourse.Web.Hosting;
using Npgsql;

namespace Concourse.Web.Quickstart;

/// <summary>
/// A PostgreSQL server in a directory of ours, reachable over a Unix socket only. It is made on first use, starts and stops with
/// this process, and one that a killed process left behind is stopped and started again. Root runs it as an unprivileged user,
/// and when that user cannot enter the directory, the database lives below /var/lib/concourse-jetbridge instead.
/// </summary>
public sealed class OwnPostgres : IAsyncDisposable
{
    private const string Superuser = "concourse";
    private const string DatabaseName = "atc";
    private const int Port = 5432;
    private const int LongestSocketDirectory = 80;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly PostgresAccount account;
    private readonly string binaries;
    private readonly string data;
    private readonly string socket;

    private OwnPostgres(PostgresAccount account, string binaries, string data, string socket)
    {
        this.account = account;
        this.binaries = binaries;
        this.data = data;
        this.socket = socket;
    }

    /// <summary>How to connect to it.</summary>
    public DatabaseOptions Options => new() { Socket = socket, Port = Port, User = Superuser, Database = DatabaseName };

    /// <exception cref="StartupException">PostgreSQL's programs are missing, or it does not start; the message says what to do.</exception>
    public static async Task<OwnPostgres> StartAsync(string directory, TimeProvider time, CancellationToken ct)
    {
        var account = PostgresAccount.ForThisProcess();
        Directory.CreateDirectory(directory);
        var home = Path.Combine(await account.CanEnterAsync(directory, ct) ? directory : ElsewhereFor(directory), "postgres");
        Directory.CreateDirectory(home);

        // A Unix socket's path may have about 100 bytes, which a deep data directory exceeds.
        var socket = home.Length <= LongestSocketDirectory ? home : Directory.CreateTempSubdirectory("concourse-pg-").FullName;
        var server = new OwnPostgres(account, FindBinaries(), Path.Combine(home, "data"), socket);
        await account.GiveAsync([home, socket], ct);
        await server.CreateIfMissingAsync(home, ct);
        await server.StopAsync(ct);
        await server.RunAsync(
            "pg_ctl",
            ["start", "--pgdata", server.data, "--log", Path.Combine(home, "postgres.log"), "--wait", "--timeout", Seconds(Deadline), "--options", server.ServerFlags],
            ct);
        await server.CreateDatabaseAsync(ct);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(Deadline);
        await StopAsync(limit.Token);
        if (socket != Path.GetDirectoryName(data))
        {
            Directory.Delete(socket, recursive: true);
        }
    }

    // Root's home is closed to the account that runs PostgreSQL, and opening it is not ours to do.
    private static string ElsewhereFor(string directory) =>
        $"/var/lib/concourse-jetbridge/quickstart-{DataDirectoryId.Of(directory)}";

    private string ServerFlags => $"-k {socket} -p {Port.ToString(CultureInfo.InvariantCulture)} -c listen_addresses= -c max_connections=200";

    private static string Seconds(TimeSpan time) => ((int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static string FindBinaries()
    {
        const string root = "/usr/lib/postgresql";
        var newest = Directory.Exists(root)
            ? Directory.GetDirectories(root).OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var version) ? version : 0).FirstOrDefault()
            : null;
        var bin = newest is null ? null : Path.Combine(newest, "bin");
        return bin is not null && File.Exists(Path.Combine(bin, "initdb"))
            ? bin
            : throw new StartupException($"PostgreSQL was not found below {root}; install Debian's package postgresql");
    }

    private async Task CreateIfMissingAsync(string home, CancellationToken ct)
    {
        if (File.Exists(Path.Combine(data, "PG_VERSION")) && !Directory.Exists(Path.Combine(home, "creating")))
        {
            return;
        }

        // initdb works beside and the result is moved, so that a killed first start leaves nothing half made.
        var creating = Path.Combine(home, "creating");
        if (Directory.Exists(creating))
        {
            Directory.Delete(creating, recursive: true);
        }

        await RunAsync("initdb", ["--pgdata", creating, "--username", Superuser, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8"], ct);
        Directory.Move(creating, data);
    }

    private async Task StopAsync(CancellationToken ct)
    {
        if (File.Exists(Path.Combine(data, "postmaster.pid")))
        {
            // A stale pid file makes this fail, and PostgreSQL itself finds out that nobody runs.
            await account.TryRunAsync(Path.Combine(binaries, "pg_ctl"), ["stop", "--pgdata", data, "--mode", "fast", "--wait", "--timeout", Seconds(Deadline)], ct);
        }
    }

    private async Task CreateDatabaseAsync(CancellationToken ct)
    {
        await using var server = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder { Host = socket, Port = Port, Username = Superuser, Database = "postgres", Pooling = false });
        await using var exists = server.CreateCommand($"SELECT 1 FROM pg_database WHERE datname = '{DatabaseName}'");
        if (await exists.ExecuteScalarAsync(ct) is null)
        {
            await using var create = server.CreateCommand($"CREATE DATABASE {DatabaseName}");
            await create.ExecuteNonQueryAsync(ct);
        }
    }

    private async Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        try
        {
            var (exitCode, output) = await account.TryRunAsync(Path.Combine(binaries, program), arguments, ct);
            if (exitCode != 0)
            {
                throw new StartupException($"{program} failed (exit {exitCode}); see also {Path.Combine(data, "../postgres.log")}:\n{output}");
            }
        }
        catch (Win32Exception e)
        {
            throw new StartupException($"{program} could not be run: {e.Message}");
        }
    }
}
