using System.Net;
using System.Text;
using Concourse.Auth.Roles;
using Concourse.Database.Connections;
using Concourse.Database.Schema;
using Concourse.Database.Teams;
using Concourse.Runtime.Images;
using Concourse.Runtime.Sandboxes;
using Concourse.Web.Api;
using Concourse.Web.Logging;
using Concourse.Web.Login;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Net.Http.Headers;

namespace Concourse.Web.Hosting;

/// <summary>
/// One web node: API, login and background components over one database (web-flags-and-operations.md "Start-up order").
/// Dispose to stop it; requests that run are given a minute.
/// </summary>
public sealed partial class WebNode : IAsyncDisposable
{
    private static readonly TimeSpan RequestGrace = TimeSpan.FromMinutes(1);
    private readonly WebApplication app;

    private WebNode(WebApplication app) => this.app = app;

    /// <summary>Where it listens, with the port that was picked.</summary>
    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public IServiceProvider Services => app.Services;

    /// <summary>Prepares the database, listens, and starts the background components.</summary>
    /// <exception cref="UnsupportedSchemaException">The database is of a version that cannot be used.</exception>
    /// <exception cref="TransactionPoolerException">The database is behind a transaction pooler.</exception>
    /// <exception cref="StartupException">The options cannot be used; the message is for the user.</exception>
    public static async Task<WebNode> StartAsync(WebOptions options, Stream log, TimeProvider time, CancellationToken ct)
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(new JsonLogging(log, options.LogLevel, time)));
        var registry = new RegistryClient(new HttpClient(), new RegistryOptions(), time);
        var driver = await RuntimeDrivers.ConnectAsync(options.Runtime, registry, time, loggers, ct);
        return await StartAsync(options, driver, registry, log, time, ct);
    }

    /// <summary>As <see cref="StartAsync(WebOptions, Stream, TimeProvider, CancellationToken)"/>, on a driver that is connected already.</summary>
    public static async Task<WebNode> StartAsync(
        WebOptions options, IRuntimeDriver? driver, RegistryClient registry, Stream log, TimeProvider time, CancellationToken ct)
    {
        var app = Build(options, driver, registry, log, time);
        try
        {
            await PrepareAsync(app.Services, options, ct);
            await app.StartAsync(ct);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var node = new WebNode(app);
        LogListening(app.Logger, node.Address);
        return node;
    }

    /// <summary>Waits until the process is told to stop (SIGTERM, SIGINT), then stops gracefully.</summary>
    public Task WaitForShutdownAsync(CancellationToken ct) => app.WaitForShutdownAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }

    private static WebApplication Build(WebOptions options, IRuntimeDriver? driver, RegistryClient registry, Stream log, TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(options.LogLevel);
        builder.Logging.AddProvider(new JsonLogging(log, options.LogLevel, time));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;

            // Links name pipelines and jobs, which may be called anything.
            kestrel.ResponseHeaderEncodingSelector = name => HeaderNames.Link.Equals(name, StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8 : null;
            kestrel.Listen(options.BindIp, options.BindPort);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = RequestGrace);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(Identity(options));
        builder.Services.AddDatabase(options).AddLogin(options.Auth).AddApi().AddScheduling(options.Intervals);
        if (driver is not null)
        {
            builder.Services.AddRuntime(driver, registry, options);
        }

        var app = builder.Build();
        Route(app, options.Headers);
        return app;
    }

    private static ServerIdentity Identity(WebOptions options) => new()
    {
        ExternalUrl = options.ExternalUrl ?? new Uri($"http://{(options.BindIp.Equals(IPAddress.Any) ? IPAddress.Loopback : options.BindIp)}:{options.BindPort}"),
        ClusterName = options.ClusterName,
        GlobalResources = options.EnableGlobalResources,
        BuildRerun = options.EnableRerunWhenWorkerDisappears,
        CacheStreamedVolumes = options.EnableCacheStreamedVolumes,
        ResourceCausality = options.EnableResourceCausality,
    };

    private static async Task PrepareAsync(IServiceProvider services, WebOptions options, CancellationToken ct)
    {
        var readiness = services.GetRequiredService<DatabaseReadiness>();
        await readiness.WaitAsync(ct);
        await readiness.RefuseTransactionPoolerAsync(ct);
        var connections = services.GetRequiredService<DatabaseConnections>();
        var migrator = new SchemaMigrator(
            connections.Backend, options.EncryptionKeys, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<SchemaMigrator>>());
        await migrator.MigrateAsync(ct);
        var owners = TeamAuth.OwnedBy([.. options.Auth.MainTeamLocalUsers.Select(u => $"local:{u.ToLowerInvariant()}")], []);
        if (owners.Roles.Values.All(r => r.Users is not { Count: > 0 }))
        {
            throw new StartupException($"default team auth not configured: {owners.Problem()}; name its owners with --main-team-local-user");
        }

        await services.GetRequiredService<TeamsRepository>().EnsureMainAsync(owners.ToJson(), ct);
    }

    private static void Route(WebApplication app, SecurityHeaders headers)
    {
        var api = app.Services.GetRequiredService<ApiServer>();
        var token = app.Services.GetRequiredService<TokenEndpoint>();
        app.Run(async http =>
        {
            ResponseHeaders.Apply(http.Response, headers);
            var path = http.Request.Path;
            if (path.StartsWithSegments("/api/v1", StringComparison.Ordinal) || path.StartsWithSegments("/.well-known", StringComparison.Ordinal))
            {
                await api.HandleAsync(http);
            }
            else if (path == "/sky/issuer/token")
            {
                await token.HandleAsync(http);
            }
            else
            {
                await StartPage.HandleAsync(http);
            }
        });
    }

    [LoggerMessage(3001, LogLevel.Information, "listening on {Address}")]
    private static partial void LogListening(ILogger logger, Uri address);
}

/// <summary>The server cannot start as it was told to; the message says what to change.</summary>
public sealed class StartupException(string message) : Exception(message);
