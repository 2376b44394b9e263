using Dapper;
using Npgsql;

namespace Concourse.Database.Connections;

/// <summary>
/// The pools of one server: one per kind of work, so that a burst of API requests cannot starve builds nor
/// garbage collection starve either. Long-lived connections (LISTEN, locks) come from <see cref="Dedicated"/>.
/// </summary>
public sealed class DatabaseConnections : IAsyncDisposable
{
    static DatabaseConnections() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    public DatabaseConnections(DatabaseOptions options)
    {
        Options = options;
        Api = Pool(options, options.ApiMaxConnections);
        Backend = Pool(options, options.BackendMaxConnections);
        Gc = Pool(options, options.GcMaxConnections);
        Dedicated = DedicatedSource(options);
    }

    public DatabaseOptions Options { get; }

    public NpgsqlDataSource Api { get; }

    public NpgsqlDataSource Backend { get; }

    public NpgsqlDataSource Gc { get; }

    /// <summary>
    /// Unpooled connections that are held for long. Both sides find out within about 15 seconds that the other
    /// is gone, so that a partitioned server's locks end soon.
    /// </summary>
    public NpgsqlDataSource Dedicated { get; }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await Backend.DisposeAsync();
        await Gc.DisposeAsync();
        await Dedicated.DisposeAsync();
    }

    private static NpgsqlDataSource Pool(DatabaseOptions options, int maxConnections)
    {
        var settings = options.ToConnectionString();
        settings.MaxPoolSize = maxConnections;
        return NpgsqlDataSource.Create(settings);
    }

    private static NpgsqlDataSource DedicatedSource(DatabaseOptions options)
    {
        var settings = options.ToConnectionString();
        settings.Pooling = false;
        if (options.Socket is null)
        {
            settings.TcpKeepAlive = true;
            settings.TcpKeepAliveTime = 5;
            settings.TcpKeepAliveInterval = 5;
        }

        settings.Options = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=2 -c tcp_user_timeout=15000";
        return NpgsqlDataSource.Create(settings);
    }
}
