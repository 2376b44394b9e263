using System.CommandLine;
using Concourse.Database.Connections;
using Concourse.Database.Encryption;
using Concourse.Web.Hosting;
using Npgsql;

namespace Concourse.Web.Commands;

/// <summary>The flags <c>--postgres-*</c> and the encryption keys, shared by the commands that use the database.</summary>
internal sealed class PostgresFlags(Flag flag)
{
    private readonly Option<string?> host = flag.Text("--postgres-host", "The host to connect to.", "127.0.0.1");
    private readonly Option<int> port = flag.Port("--postgres-port", "The port to connect to.", 5432);
    private readonly Option<string?> socket = flag.Text("--postgres-socket", "Directory of a UNIX domain socket to connect to.");
    private readonly Option<string?> user = flag.Text("--postgres-user", "The user to sign in as.");
    private readonly Option<string?> password = flag.Text("--postgres-password", "The user's password.");
    private readonly Option<string?> database = flag.Text("--postgres-database", "The name of the database to use.", "atc");
    private readonly Option<string?> applicationName = flag.Text("--postgres-application-name", "Application name of the connections.", "concourse");
    private readonly Option<string?> caCertificate = flag.Text("--postgres-ca-cert", "CA cert file, to verify the server's certificate.");
    private readonly Option<string?> clientCertificate = flag.Text("--postgres-client-cert", "Client cert file.");
    private readonly Option<string?> clientKey = flag.Text("--postgres-client-key", "Client key file.");
    private readonly Option<TimeSpan> connectTimeout =
        flag.Duration("--postgres-connect-timeout", "How long to wait for a database that does not answer yet.", TimeSpan.FromMinutes(5));

    private readonly Option<SslMode> sslMode = flag.Choice(
        "--postgres-sslmode",
        "Whether to use TLS and what to verify.",
        SslMode.Disable,
        new Dictionary<string, SslMode>
        {
            ["disable"] = SslMode.Disable,
            ["require"] = SslMode.Require,
            ["verify-ca"] = SslMode.VerifyCA,
            ["verify-full"] = SslMode.VerifyFull,
        });

    private readonly Option<SslNegotiation> sslNegotiation = flag.Choice(
        "--postgres-sslnegotiation",
        "How a TLS connection is agreed on.",
        SslNegotiation.Postgres,
        new Dictionary<string, SslNegotiation> { ["postgres"] = SslNegotiation.Postgres, ["direct"] = SslNegotiation.Direct });

    private readonly KeyFlags encryptionKey = new(flag, "--encryption-key", "A 16 or 32 length key used to encrypt sensitive information.");
    private readonly KeyFlags oldEncryptionKey = new(flag, "--old-encryption-key", "Encryption key previously used, to be replaced.");

    public IEnumerable<Option> All =>
    [
        host, port, socket, user, password, database, applicationName, caCertificate, clientCertificate, clientKey, connectTimeout, sslMode,
        sslNegotiation, .. encryptionKey.All, .. oldEncryptionKey.All,
    ];

    public DatabaseOptions Database(ParseResult arguments) => new()
    {
        Host = arguments.GetValue(host) ?? "",
        Port = arguments.GetValue(port),
        Socket = arguments.GetValue(socket),
        User = arguments.GetValue(user),
        Password = arguments.GetValue(password),
        Database = arguments.GetValue(database) ?? "",
        ApplicationName = arguments.GetValue(applicationName) ?? "",
        CaCertificate = arguments.GetValue(caCertificate),
        ClientCertificate = arguments.GetValue(clientCertificate),
        ClientKey = arguments.GetValue(clientKey),
        ConnectTimeout = arguments.GetValue(connectTimeout),
        SslMode = arguments.GetValue(sslMode),
        SslNegotiation = arguments.GetValue(sslNegotiation),
    };

    /// <exception cref="StartupException">A key cannot be read.</exception>
    public EncryptionKeys Keys(ParseResult arguments) => new(encryptionKey.Read(arguments), oldEncryptionKey.Read(arguments));
}
