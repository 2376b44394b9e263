using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Fly.Tests.Terminals;

namespace Fly.Tests.Programs;

/// <summary>Logins (fly.md §12).</summary>
public sealed partial class LoginTests
{
    private const string Member = """{"is_admin":false,"teams":{"main":["owner"]}}""";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_login_by_password_saves_the_token_after_checking_the_team()
    {
        await using var server = await StrictServer.StartAsync();
        server.On("POST /sky/issuer/token", """{"access_token":"the-token","token_type":"bearer","expires_in":86400}""")
            .On("GET /api/v1/user", """{"is_admin":false,"teams":{"ops":["owner"]}}""")
            .On("GET /api/v1/user", """{"is_admin":false,"teams":{"ops":["owner"]}}""");
        using var fly = new FlyRun(api: null);

        Assert.Equal(0, await fly.RunAsync("-t", "ci", "login", "-c", $"{server.Url}/", "-u", "me", "-p", "pass", "-n", "ops"));
        Assert.Equal("logging in to team 'ops'\n\n\n\rtarget saved\r\n", fly.Screen.Output);
        var saved = fly.Saved.Find("ci");
        Assert.Equal((server.Url, "ops", "bearer", "the-token"), (saved.Api, saved.Team, saved.Token!.Type, saved.Token.Value));

        Assert.Equal(1, await fly.RunAsync("-t", "other", "login", "-c", server.Url, "-u", "me", "-p", "pass"));
    }

    [Fact]
    public async Task A_login_to_a_team_of_others_saves_nothing()
    {
        await using var server = await StrictServer.StartAsync();
        server.On("POST /sky/issuer/token", """{"access_token":"the-token","token_type":"bearer","expires_in":86400}""")
            .On("GET /api/v1/user", """{"is_admin":false,"teams":{"ops":["owner"]}}""");
        using var fly = new FlyRun(api: null);

        Assert.Equal(1, await fly.RunAsync("-t", "ci", "login", "-c", server.Url, "-u", "me", "-p", "pass"));
        Assert.Equal("error: you are not a member of 'main' or the team does not exist\n", fly.Screen.Error);
        Assert.Empty(fly.Saved.Load());
    }

    [Fact]
    public async Task A_wrong_password_is_told_in_the_servers_words()
    {
        await using var server = await StrictServer.StartAsync();
        server.On("POST /sky/issuer/token", """{"error":"access_denied","error_description":"Invalid username or password"}""", 400);
        using var fly = new FlyRun(api: null);

        Assert.Equal(1, await fly.RunAsync("-t", "ci", "login", "-c", server.Url, "-u", "me", "-p", "wrong"));
        Assert.Equal("error: oauth2: \"access_denied\" \"Invalid username or password\"\n", fly.Screen.Error);
    }

    [Fact]
    public async Task A_pasted_token_must_have_two_words()
    {
        await using var server = await StrictServer.StartAsync();
        server.On("GET /api/v1/user", Member);
        using var fly = new FlyRun(api: null);

        Assert.Equal(0, await fly.RunAsync(new Screen(input: "nonsense\nbearer pasted\n"), "-t", "ci", "login", "-c", server.Url));
        Assert.Contains("token must be of the format 'TYPE VALUE', e.g. 'Bearer ...'\n", fly.Screen.Output, StringComparison.Ordinal);
        Assert.Equal("pasted", fly.Saved.Find("ci").Token?.Value);
    }

    [Fact]
    public async Task On_a_terminal_a_401_leads_to_a_login_by_browser_and_the_command_runs_again()
    {
        await using var server = await StrictServer.StartAsync();
        server.On("GET /api/v1/teams/main/pipelines", "", 401, "text/plain")
            .On("GET /api/v1/user", Member)
            .On("GET /api/v1/teams/main/pipelines", "[]");
        using var fly = new FlyRun(server.Url);
        var screen = new Screen(isTerminal: true);

        var running = fly.RunAsync(screen, "-t", "ci", "pipelines", "--json");
        var port = await PortAsync(screen);
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var preflight = new HttpRequestMessage(HttpMethod.Options, $"http://127.0.0.1:{port}/");
        preflight.Headers.Add("Access-Control-Request-Private-Network", "true");
        preflight.Headers.Add("Access-Control-Request-Method", "GET");
        using var allowed = await browser.SendAsync(preflight, TestContext.Current.CancellationToken);
        using var page = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/?token=bearer%20from-browser");
        page.Headers.Add("Upgrade-Insecure-Requests", "1");
        using var sent = await browser.SendAsync(page, TestContext.Current.CancellationToken);

        Assert.Equal(0, await running.WaitAsync(Deadline, TestContext.Current.CancellationToken));
        Assert.Equal("could not find a valid token.\n", screen.Error);
        Assert.EndsWith("\rtarget saved\r\n[]\n", screen.Output, StringComparison.Ordinal);
        Assert.Equal("from-browser", fly.Saved.Find("ci").Token?.Value);
        Assert.Equal(["true"], allowed.Headers.GetValues("Access-Control-Allow-Private-Network"));
        Assert.Equal([server.Url], sent.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal($"{server.Url}/fly_success?noop=true", sent.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_connection_that_the_browser_does_not_use_delays_no_login()
    {
        await using var server = await StrictServer.StartAsync();
        server.On("GET /api/v1/user", Member);
        using var fly = new FlyRun(api: null);
        var screen = new Screen();

        var running = fly.RunAsync(screen, "-t", "ci", "login", "-c", server.Url);
        var port = await PortAsync(screen);
        using var idle = new TcpClient();
        await idle.ConnectAsync("127.0.0.1", int.Parse(port, CultureInfo.InvariantCulture), TestContext.Current.CancellationToken);
        using var browser = new HttpClient();
        using var sent = await browser.GetAsync(new Uri($"http://127.0.0.1:{port}/?token=bearer%20x"), TestContext.Current.CancellationToken);

        Assert.Equal(0, await running.WaitAsync(Deadline, TestContext.Current.CancellationToken));
        Assert.Equal("x", fly.Saved.Find("ci").Token?.Value);
    }

    private static async Task<string> PortAsync(Screen screen)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        Match match;
        while (!(match = Port().Match(screen.Output)).Success)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), deadline.Token);
        }

        return match.Groups[1].Value;
    }

    [GeneratedRegex("/login\\?fly_port=([0-9]+)\r")]
    private static partial Regex Port();
}
