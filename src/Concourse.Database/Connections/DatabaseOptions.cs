using Npgsql;

namespace Concourse.Database.Connections;

/// <summary>Where the database is and how many connections a server may hold. Defaults: database chapter §1.</summary>
public sealed record DatabaseOptions
{
    public string Host { get; init; } = "127.0.0.1";

    public int Port { get; init; } = 5432;

    /// <summary>Directory of a Unix socket; takes the place of <see cref="Host"/> when set.</summary>
    public string? Socket { get; init; }

    public string? User { get; init; }

    public string? Password { get; init; }

    public string Database { get; init; } = "atc";

    public string ApplicationName { get; init; } = "concourse";

    public SslMode SslMode { get; init; } = SslMode.Disable;

    public SslNegotiation SslNegotiation { get; init; } = SslNegotiation.Postgres;

    /// <summary>File of the certificate authority's certificate.</summary>
    public string? CaCertificate { get; init; }

    public string? ClientCertificate { get; init; }

    public string? ClientKey { get; init; }

    /// <summary>How long the start may wait for a database that is not reachable yet.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Connections for API requests.</summary>
    public int ApiMaxConnections { get; init; } = 10;

    /// <summary>Connections for builds, scheduling and checks.</summary>
    public int BackendMaxConnections { get; init; } = 50;

    /// <summary>Connections for garbage collection.</summary>
    public int GcMaxConnections { get; init; } = 5;

    /// <summary>Where the database is, for messages.</summary>
    internal string Place => Socket is null ? $"{Host}:{Port}" : $"{Socket} port {Port}";

    internal NpgsqlConnectionStringBuilder ToConnectionString() => new()
    {
        Host = Socket ?? Host,
        Port = Port,
        Username = User,
        Password = Password,
        Database = Database,
        ApplicationName = ApplicationName,
        SslMode = SslMode,
        SslNegotiation = SslNegotiation,
        RootCertificate = CaCertificate,
        SslCertificate = ClientCertificate,
        SslKey = ClientKey,
        Timeout = 30,
        MaxAutoPrepare = 100,
    };
}
