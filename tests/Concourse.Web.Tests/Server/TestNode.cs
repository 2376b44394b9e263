using System.Collections.Concurrent;
using System.Net;
using Concourse.Client;
using Concourse.Client.Http;
using Concourse.Testing.Postgres;
using Concourse.Web.Hosting;
using Microsoft.Extensions.Logging;

namespace Concourse.Web.Tests.Server;

/// <summary>A whole web node with a database of its own, on a free loopback port.</summary>
public sealed class TestNode : IAsyncDisposable
{
    private readonly WebNode node;
    private readonly ConcurrentDictionary<string, AccessToken> tokens = new(StringComparer.Ordinal);
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private readonly bool ownsDatabase;

    private TestNode(TestDatabase database, bool ownsDatabase, WebNode node)
    {
        Database = database;
        this.ownsDatabase = ownsDatabase;
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
    public static async Task<TestNode> StartAsync(PostgresFixture postgres) => await StartAsync(await postgres.CreateDatabaseAsync(), ownsDatabase: true);

    /// <summary>Starts one more node on the database of another, which outlives it.</summary>
    public static Task<TestNode> StartAsync(TestDatabase database) => StartAsync(database, ownsDatabase: false);

    private static async Task<TestNode> StartAsync(TestDatabase database, bool ownsDatabase)
    {
        var options = new WebOptions
        {
            BindIp = IPAddress.Loopback,
            BindPort = 0,
            ExternalUrl = new Uri("http://ci.example.com"),
            Database = database.Options,
            LogLevel = LogLevel.Error,
            Auth = new AuthOptions
            {
                LocalUsers = TestUsers.Passwords,
                MainTeamLocalUsers = [TestUsers.Admin],
            },
        };
        return new TestNode(database, ownsDatabase, await WebNode.StartAsync(options, Console.OpenStandardError(), TimeProvider.System, CancellationToken.None));
    }

    /// <summary>The user's token; he logs in once.</summary>
    public async Task<AccessToken> TokenAsync(string user) => tokens.TryGetValue(user, out var token)
        ? token
        : tokens[user] = await Anonymous.LoginAsync(user, user, TestContext.Current.CancellationToken);

    public async Task<ConcourseClient> ClientAsync(string user) => new(http, Url, await TokenAsync(user));

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await node.DisposeAsync();
        if (ownsDatabase)
        {
            await Database.DisposeAsync();
        }
    }
}

/// <summary>Users of a <see cref="TestNode"/>.</summary>
public static class TestUsers
{
    public const string Admin = "admin";

    public const string Stranger = "stranger";

    public static IReadOnlyList<string> All { get; } = [Admin, "owner", "member", "operator", "viewer", Stranger];

    /// <summary>Everybody's name and hashed password. Hashing is slow on purpose: once for all nodes of a run.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Passwords { get; } =
        [.. All.Select(u => KeyValuePair.Create(u, BCrypt.Net.BCrypt.HashPassword(u, workFactor: 10)))];
}
