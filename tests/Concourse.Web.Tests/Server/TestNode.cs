using System.Net;
using Concourse.Client;
using Concourse.Client.Http;
using Concourse.Testing.Postgres;
using Concourse.Web.Hosting;

namespace Concourse.Web.Tests.Server;

/// <summary>A whole web node with a database of its own, on a free loopback port.</summary>
public sealed class TestNode : IAsyncDisposable
{
    private readonly WebNode node;
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private TestNode(TestDatabase database, WebNode node)
    {
        Database = database;
        this.node = node;
        Anonymous = new ConcourseClient(http, Url);
    }

    public TestDatabase Database { get; }

    public Uri Url => node.Address;

    public HttpClient Http => http;

    public IServiceProvider Services => node.Services;

    public ConcourseClient Anonymous { get; }

    /// <summary>
    /// Starts a node whose main team is owned by user <c>admin</c>. Every user's password is his name; besides him there are
    /// owner, member, operator, viewer and stranger.
    /// </summary>
    public static async Task<TestNode> StartAsync(PostgresFixture postgres)
    {
        var database = await postgres.CreateDatabaseAsync();
        var options = new WebOptions
        {
            BindIp = IPAddress.Loopback,
            BindPort = 0,
            ExternalUrl = new Uri("http://ci.example.com"),
            Database = database.Options,
            LogLevel = LogLevel.Error,
            Auth = new AuthOptions
            {
                LocalUsers = [.. TestUsers.All.Select(u => KeyValuePair.Create(u, u))],
                MainTeamLocalUsers = [TestUsers.Admin],
            },
        };
        return new TestNode(database, await WebNode.StartAsync(options, Console.OpenStandardError(), TimeProvider.System, CancellationToken.None));
    }

    public async Task<AccessToken> TokenAsync(string user) => await Anonymous.LoginAsync(user, user, TestContext.Current.CancellationToken);

    public async Task<ConcourseClient> ClientAsync(string user) => new(http, Url, await TokenAsync(user));

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await node.DisposeAsync();
        await Database.DisposeAsync();
    }
}

/// <summary>Users of a <see cref="TestNode"/>.</summary>
public static class TestUsers
{
    public const string Admin = "admin";

    public const string Stranger = "stranger";

    public static IReadOnlyList<string> All { get; } = [Admin, "owner", "member", "operator", "viewer", Stranger];
}
