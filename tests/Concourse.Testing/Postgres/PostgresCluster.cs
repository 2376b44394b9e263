using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Concourse.Testing.Postgres;

/// <summary>
/// A private PostgreSQL server in a directory of its own, for one test run: loopback port and Unix socket,
/// no passwords, no durability. It ends, and its directory goes, when this object is disposed or the test
/// process dies in whatever way, because a shell beside it waits for the end of our pipe.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private const string UserName = "concourse";
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private readonly Process guard;

    private PostgresCluster(Process guard, string directory, int port)
    {
        this.guard = guard;
        Directory = directory;
        Port = port;
    }

    /// <summary>Holds the data, the log and the Unix socket.</summary>
    public string Directory { get; }

    /// <summary>Port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The superuser; no password is needed.</summary>
    public static string User => UserName;

    /// <summary>Creates and starts a server; returns when it accepts connections.</summary>
    public static async Task<PostgresCluster> StartAsync(CancellationToken ct)
    {
        var binaries = PostgresBinaries.Locate();
        var directory = System.IO.Directory.CreateTempSubdirectory("cc-pg-").FullName;
        var port = FreePort();
        var cluster = new PostgresCluster(StartGuard(binaries, directory, port), directory, port);
        await cluster.WaitUntilReadyAsync(ct);
        return cluster;
    }

    /// <summary>Settings to connect to one of the databases, over the Unix socket.</summary>
    public NpgsqlConnectionStringBuilder ConnectionTo(string database) => new()
    {
        Host = Directory,
        Port = Port,
        Username = UserName,
        Database = database,
    };

    /// <summary>Stops the server: connections end and new ones are refused, as when its machine restarts. The data stays.</summary>
    public async Task StopServerAsync(CancellationToken ct)
    {
        await guard.StandardInput.WriteLineAsync("stop".AsMemory(), ct);
        await guard.StandardInput.FlushAsync(ct);
        while (File.Exists(Path.Combine(Directory, "data", "postmaster.pid")))
        {
            await Task.Delay(20, ct);
        }
    }

    /// <summary>Starts the server again after <see cref="StopServerAsync"/>; returns when it accepts connections.</summary>
    public async Task StartServerAgainAsync(CancellationToken ct)
    {
        await guard.StandardInput.WriteLineAsync("start".AsMemory(), ct);
        await guard.StandardInput.FlushAsync(ct);
        await WaitUntilReadyAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        guard.StandardInput.Close();
        await guard.WaitForExitAsync();
        guard.Dispose();
    }

    private static Process StartGuard(PostgresBinaries binaries, string directory, int port)
    {
        // $1 directory, $2 port, $3 binaries, $4 … the command that drops root. The shell itself stays who we
        // are, so that it may remove the directory; everything of PostgreSQL runs as the unprivileged user.
        const string script = """
            directory=$1 port=$2 binaries=$3; shift 3
            trap '' INT TERM
            "$@" "$binaries/initdb" --no-sync --auth=trust --username=concourse --encoding=UTF8 --locale=C.UTF-8 \
                -D "$directory/data" >"$directory/initdb.log" 2>&1 </dev/null || exit 1
            start() {
                "$@" "$binaries/postgres" -D "$directory/data" -k "$directory" -p "$port" -h 127.0.0.1 \
                    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 \
                    -c max_connections=300 -c shared_buffers=64MB -c timezone=UTC -c log_min_messages=warning \
                    >>"$directory/postgres.log" 2>&1 </dev/null &
                server=$!
            }
            start "$@"
            while read -r command; do
                case $command in
                    stop) kill -INT "$server"; wait "$server" ;;
                    start) start "$@" ;;
                esac
            done
            kill -QUIT "$server" 2>/dev/null
            wait "$server"
            rm -rf "$directory"
            """;
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-c", script, "postgres-guard", directory, port.ToString(CultureInfo.InvariantCulture), binaries.Directory])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var argument in UnprivilegedCommand(directory))
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("/bin/sh could not be started");
    }

    /// <summary>PostgreSQL refuses to run as root, so root runs it as the system's postgres user, or nobody.</summary>
    private static string[] UnprivilegedCommand(string directory)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return ["env"];
        }

        var account = File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";
        using var chown = Process.Start("chown", [account, directory]);
        chown.WaitForExit();
        return ["setpriv", "--reuid=" + account, "--regid=" + Group(account), "--clear-groups", "--"];
    }

    private static string Group(string account) => File.ReadLines("/etc/passwd")
        .Select(line => line.Split(':'))
        .First(fields => fields[0] == account)[3];

    private async Task WaitUntilReadyAsync(CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionTo("postgres").ConnectionString) { Pooling = false });
        var started = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(ct);
                return;
            }
            catch (NpgsqlException e)
            {
                if (guard.HasExited || started.Elapsed > StartDeadline)
                {
                    throw new InvalidOperationException($"PostgreSQL did not start; logs: {ReadLogs()}", e);
                }

                await Task.Delay(20, ct);
            }
        }
    }

    private string ReadLogs() => string.Join('\n', System.IO.Directory.Exists(Directory)
        ? System.IO.Directory.EnumerateFiles(Directory, "*.log").Select(File.ReadAllText)
        : []);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
