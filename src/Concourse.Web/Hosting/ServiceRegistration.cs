using Concourse.Auth.Callers;
using Concourse.Auth.Tokens;
using Concourse.Auth.Users;
using Concourse.Database.Builds;
using Concourse.Database.Components;
using Concourse.Database.Connections;
using Concourse.Database.Encryption;
using Concourse.Database.Events;
using Concourse.Database.Jobs;
using Concourse.Database.Locks;
using Concourse.Database.Notifications;
using Concourse.Database.Pipelines;
using Concourse.Database.Resources;
using Concourse.Database.Teams;
using Concourse.Database.Users;
using Concourse.Database.Workers;
using Concourse.Web.Api;
using Concourse.Web.Endpoints;
using Concourse.Web.Events;
using Concourse.Web.Login;

namespace Concourse.Web.Hosting;

/// <summary>Which object is made of which: the composition root of a web node, room by room.</summary>
internal static class ServiceRegistration
{
    public static IServiceCollection AddDatabase(this IServiceCollection services, WebOptions options)
    {
        services.AddSingleton(_ => new DatabaseConnections(options.Database));
        services.AddSingleton(_ => options.EncryptionKeys.CurrentCipher);
        services.AddSingleton<BackendRepositories>();
        services.AddSingleton<DatabaseReadiness>();
        services.AddSingleton<NotificationBus>();
        services.AddSingleton<AdvisoryLocks>();
        services.AddSingleton(s => new TeamsRepository(s.Api()));
        services.AddSingleton(s => new UsersRepository(s.Api()));
        services.AddSingleton(s => new AccessTokensRepository(s.Api()));
        services.AddSingleton(s => new PipelinesRepository(s.Api(), s.Cipher()));
        services.AddSingleton(s => new PipelineOrderRepository(s.Api()));
        services.AddSingleton(s => new BuildsRepository(s.Api()));
        services.AddSingleton(s => new BuildVisibilityRepository(s.Api()));
        services.AddSingleton(s => new BuildExecutionRepository(s.Api(), s.Cipher()));
        services.AddSingleton(s => new BuildCreationRepository(s.Api(), s.Cipher()));
        services.AddSingleton(s => new BuildDetailsRepository(s.Api()));
        services.AddSingleton(s => new BuildEventsRepository(s.Api(), s.Cipher()));
        services.AddSingleton(s => new JobsRepository(s.Api(), s.Cipher()));
        services.AddSingleton(s => new ResourcesRepository(s.Api(), s.Cipher()));
        services.AddSingleton(s => new ResourceVersionsRepository(s.Api()));
        services.AddSingleton(s => new WorkersRepository(s.Api()));
        services.AddSingleton(s => new ComponentsRepository(s.GetRequiredService<DatabaseConnections>().Backend));
        return services;
    }

    public static IServiceCollection AddLogin(this IServiceCollection services, AuthOptions auth)
    {
        services.AddSingleton(_ => auth.SessionSigningKey is { } pem ? SigningKey.FromPem(pem) : SigningKey.Generate());
        services.AddSingleton(s => new TokenOptions
        {
            ExternalUrl = s.GetRequiredService<ServerIdentity>().ExternalUrl,
            Lifetime = auth.Duration,
            SystemClaimKey = auth.SystemClaimKey,
            SystemClaimValues = auth.SystemClaimValues,
            Clients = Clients(auth, s.GetRequiredService<SigningKey>()),
        });
        services.AddSingleton(_ => new LocalUsers(auth.LocalUsers));
        services.AddSingleton(_ => new DisplayUserIds(auth.DisplayUserIdPerConnector));
        services.AddSingleton<IAccessTokenStore, AccessTokenStore>();
        services.AddSingleton<TeamDirectory>();
        services.AddSingleton<ITeamDirectory>(s => s.GetRequiredService<TeamDirectory>());
        services.AddHostedService(s => s.GetRequiredService<TeamDirectory>());
        services.AddSingleton<CallerResolver>();
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<TokenEndpoint>();
        return services;
    }

    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddSingleton<ApiAuthorizer>();
        services.AddSingleton<ApiServer>();
        services.AddSingleton<BuildPages>();
        services.AddSingleton<BuildEventStreams>();
        services.AddSingleton<IApiEndpoints, InfoEndpoints>();
        services.AddSingleton<IApiEndpoints, ConfigEndpoints>();
        services.AddSingleton<IApiEndpoints, PipelineEndpoints>();
        services.AddSingleton<IApiEndpoints, BuildEndpoints>();
        services.AddSingleton<IApiEndpoints, BuildDetailEndpoints>();
        services.AddSingleton<IApiEndpoints, JobEndpoints>();
        services.AddSingleton<IApiEndpoints, ResourceEndpoints>();
        services.AddSingleton<IApiEndpoints, ResourceVersionEndpoints>();
        services.AddSingleton<IApiEndpoints, WorkerEndpoints>();
        services.AddSingleton<IApiEndpoints, ComponentEndpoints>();
        return services;
    }

    private static Npgsql.NpgsqlDataSource Api(this IServiceProvider services) => services.GetRequiredService<DatabaseConnections>().Api;

    private static ColumnCipher Cipher(this IServiceProvider services) => services.GetRequiredService<ColumnCipher>();

    // fly is always known, and under no other secret.
    private static List<TokenClient> Clients(AuthOptions auth, SigningKey key) =>
    [
        TokenClient.Fly,
        new TokenClient(auth.ClientId, auth.ClientSecret ?? key.DeriveClientSecret(auth.ClientId)),
        .. auth.AdditionalClients.Where(c => c.Key != TokenClient.Fly.Id).Select(c => new TokenClient(c.Key, c.Value)),
    ];
}
