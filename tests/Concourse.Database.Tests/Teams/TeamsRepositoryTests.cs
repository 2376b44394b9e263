using Concourse.Database.Components;
using Concourse.Database.Teams;
using Concourse.Database.Users;
using Concourse.Testing.Postgres;

namespace Concourse.Database.Tests.Teams;

public sealed class TeamsRepositoryTests(PostgresFixture postgres) : DatabaseTest(postgres)
{
    private TeamsRepository Teams => new(Database.Source);

    [Fact]
    public async Task The_main_team_is_made_at_start_and_becomes_admin_again()
    {
        await Teams.SaveAsync("Main", "{}", Ct);

        var main = await Teams.EnsureMainAsync("""{"owner":{"users":["local:test"]}}""", Ct);

        Assert.True(main.Admin);
        Assert.Equal("Main", main.Name);
        Assert.Equal("""{"owner":{"users":["local:test"]}}""", (await Teams.FindAsync("main", Ct))!.Auth);
        Assert.Single(await Teams.ListAsync(Ct));
    }

    [Fact]
    public async Task Saving_tells_whether_the_team_is_new()
    {
        Assert.True((await Teams.SaveAsync("team", "{}", Ct)).Created);
        Assert.False((await Teams.SaveAsync("team", """{"viewer":{}}""", Ct)).Created);
        Assert.Equal("""{"viewer":{}}""", (await Teams.FindAsync("team", Ct))!.Auth);
    }

    [Fact]
    public async Task Renaming_meets_a_taken_name()
    {
        await Teams.SaveAsync("a", "{}", Ct);
        await Teams.SaveAsync("b", "{}", Ct);

        await Assert.ThrowsAsync<NameTakenException>(() => Teams.RenameAsync("a", "B", Ct));
        Assert.True(await Teams.RenameAsync("a", "c", Ct));
        Assert.False(await Teams.RenameAsync("a", "d", Ct));
        Assert.Equal(["b", "c"], (await Teams.ListAsync(Ct)).Select(team => team.Name));
    }

    [Fact]
    public async Task The_last_admin_team_stays()
    {
        await Teams.EnsureMainAsync("{}", Ct);
        await Teams.SaveAsync("other", "{}", Ct);

        Assert.False(await Teams.DeleteAsync("main", Ct));
        Assert.True(await Teams.DeleteAsync("other", Ct));
        Assert.Equal(["main"], (await Teams.ListAsync(Ct)).Select(team => team.Name));
    }

    [Fact]
    public async Task A_login_is_recorded_once_per_user()
    {
        var users = new UsersRepository(Database.Source);

        await users.RecordLoginAsync("sub", "old", "local", Ct);
        await users.RecordLoginAsync("sub", "new", "github", Ct);

        var user = Assert.Single(await users.ListAsync(Ct));
        Assert.Equal(("new", "github"), (user.Username, user.Connector));
        Assert.Single(await users.ListActiveSinceAsync(user.LastLogin, Ct));
        Assert.Empty(await users.ListActiveSinceAsync(user.LastLogin.AddSeconds(1), Ct));
    }

    [Fact]
    public async Task Tokens_are_found_until_they_expire()
    {
        var tokens = new AccessTokensRepository(Database.Source);
        var valid = new AccessToken { Token = "t1", Sub = "s", Claims = """{"aud": "fly"}""", ExpiresAt = new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc) };
        await tokens.SaveAsync(valid, Ct);
        await tokens.SaveAsync(valid with { Token = "t2", ExpiresAt = DateTime.UnixEpoch }, Ct);

        Assert.Equal(valid, await tokens.FindAsync("t1", Ct));
        Assert.Equal(1, await tokens.DeleteExpiredAsync(TimeSpan.FromMinutes(1), Ct));
        Assert.Null(await tokens.FindAsync("t2", Ct));
        await tokens.DeleteAsync("t1", Ct);
        Assert.Null(await tokens.FindAsync("t1", Ct));
    }

    [Fact]
    public async Task A_component_keeps_its_pause_when_another_node_starts()
    {
        var components = new ComponentsRepository(Database.Source);
        var component = await components.EnsureAsync("scheduler", "10s", Ct);
        Assert.Null(component.LastRan);

        Assert.True(await components.SetPausedAsync("scheduler", true, Ct));
        Assert.False(await components.SetPausedAsync("unknown", true, Ct));
        await components.MarkRanAsync(component.Id, Ct);
        var again = await components.EnsureAsync("scheduler", "30s", Ct);

        Assert.True(again.Paused);
        Assert.Equal("30s", again.Interval);
        Assert.NotNull(again.LastRan);
        Assert.Equal([again], await components.ListAsync(Ct));
    }
}
