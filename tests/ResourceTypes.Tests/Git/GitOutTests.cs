namespace ResourceTypes.Tests.Git;

public sealed class GitOutTests : IDisposable
{
    private readonly GitRepository _remote = new();
    private readonly TempFolder _sources = new();

    public GitOutTests()
    {
        _remote.Commit("one");
        _remote.Git(_sources.Path, "clone", "--quiet", _remote.Bare, "repo");
    }

    [Fact]
    public async Task Pushes_the_commit_of_the_clone()
    {
        var local = CommitLocally("mine");

        var run = await OutAsync("{\"repository\":\"repo\"}");

        Assert.Equal($"{{\"ref\":\"{local}\"}}", run.Json["version"]!.ToJsonString());
        Assert.Equal(local, Remote("refs/heads/main"));
    }

    [Fact]
    public async Task A_branch_that_moved_on_rejects_the_push()
    {
        var theirs = _remote.Commit("theirs");
        CommitLocally("mine");

        var run = await OutAsync("{\"repository\":\"repo\"}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("rejected the push", run.Stderr, StringComparison.Ordinal);
        Assert.Equal(theirs, Remote("refs/heads/main"));
    }

    [Fact]
    public async Task Rebase_replays_the_commits_on_what_the_branch_has_become()
    {
        var theirs = _remote.Commit("theirs");
        CommitLocally("mine");

        var run = await OutAsync("{\"repository\":\"repo\",\"rebase\":true}");

        Assert.True(run.ExitCode == 0, run.Stderr);
        Assert.Equal(Remote("refs/heads/main"), (string)run.Json["version"]!["ref"]!);
        Assert.Equal(theirs, Remote("refs/heads/main~1"));
    }

    [Fact]
    public async Task Force_overwrites_the_branch()
    {
        _remote.Commit("theirs");
        var local = CommitLocally("mine");

        await OutAsync("{\"repository\":\"repo\",\"force\":true}");

        Assert.Equal(local, Remote("refs/heads/main"));
    }

    [Fact]
    public async Task A_tag_goes_along_with_its_prefix_and_message()
    {
        var local = CommitLocally("mine");
        _sources.Write("version/number", "1.2.3\n").Write("notes.txt", "first of its kind\n");

        await OutAsync("{\"repository\":\"repo\",\"tag\":\"version/number\",\"tag_prefix\":\"v\",\"annotate\":\"notes.txt\"}");

        Assert.Equal(local, Remote("refs/tags/v1.2.3^{commit}"));
        Assert.Equal("first of its kind", _remote.Git(_remote.Bare, "tag", "--list", "--format=%(contents:subject)", "v1.2.3"));
    }

    [Fact]
    public async Task Only_tag_leaves_the_branch_alone()
    {
        var before = Remote("refs/heads/main");
        var local = CommitLocally("mine");
        _sources.Write("tag", "v1");

        await OutAsync("{\"repository\":\"repo\",\"tag\":\"tag\",\"only_tag\":true}");

        Assert.Equal(before, Remote("refs/heads/main"));
        Assert.Equal(local, Remote("refs/tags/v1"));
    }

    [Fact]
    public async Task With_a_tag_filter_the_version_is_what_a_check_will_return()
    {
        var local = CommitLocally("mine");
        _sources.Write("tag", "v1");

        var run = await OutAsync("{\"repository\":\"repo\",\"tag\":\"tag\"}", ",\"tag_filter\":\"v*\"");

        Assert.Equal($"{{\"ref\":\"v1\",\"commit\":\"{local}\"}}", run.Json["version"]!.ToJsonString());
    }

    [Fact]
    public async Task Another_branch_is_part_of_the_version()
    {
        var local = CommitLocally("mine");

        var run = await OutAsync("{\"repository\":\"repo\",\"branch\":\"other\"}");

        Assert.Equal($"{{\"branch\":\"other\",\"ref\":\"{local}\"}}", run.Json["version"]!.ToJsonString());
        Assert.Equal(local, Remote("refs/heads/other"));
    }

    [Theory]
    [InlineData("{}", "invalid payload (missing repository)")]
    [InlineData("{\"repository\":\"nowhere\"}", "params.repository 'nowhere' does not exist")]
    [InlineData("{\"repository\":\"repo\",\"tag\":\"nofile\"}", "tag file 'nofile' does not exist")]
    [InlineData("{\"repository\":\"repo\",\"tag\":\"option\"}", "tag '--delete' is no valid git ref name")]
    [InlineData("{\"repository\":\"repo\",\"annotation\":\"x\"}", "unknown field \"annotation\"")]
    public async Task A_bad_put_is_named_and_changes_nothing(string parameters, string message)
    {
        var before = Remote("refs/heads/main");
        CommitLocally("mine");
        _sources.Write("option", "--delete");

        var run = await OutAsync(parameters);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Stderr, StringComparison.Ordinal);
        Assert.Equal(before, Remote("refs/heads/main"));
    }

    public void Dispose()
    {
        _remote.Dispose();
        _sources.Dispose();
    }

    private string CommitLocally(string message)
    {
        _sources.Write("repo/local", message);
        _remote.Git(_sources["repo"], "add", "local");
        _remote.Git(_sources["repo"], "commit", "--quiet", "--message", message);
        return _remote.Git(_sources["repo"], "rev-parse", "HEAD");
    }

    private string Remote(string reference) => _remote.Git(_remote.Bare, "rev-parse", reference);

    private Task<ScriptRun> OutAsync(string parameters, string source = "") => Script.RunAsync(
        "git", "out",
        $"{{\"source\":{{\"uri\":\"{_remote.Bare}\",\"branch\":\"main\"{source}}},\"params\":{parameters}}}",
        _sources.Path);
}
