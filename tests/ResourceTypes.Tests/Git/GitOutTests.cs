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

    [Theory]
    [InlineData("merged")]
    [InlineData("unmerged")]
    public async Task Merge_joins_the_commits_with_what_the_branch_has_become(string returning)
    {
        var theirs = _remote.Commit("theirs");
        var local = CommitLocally("mine");

        var run = await OutAsync($"{{\"repository\":\"repo\",\"merge\":true,\"returning\":\"{returning}\"}}");

        Assert.True(run.ExitCode == 0, run.Stderr);
        Assert.Equal([local, theirs], new[] { Remote("refs/heads/main^1"), Remote("refs/heads/main^2") });
        Assert.Equal(returning == "merged" ? Remote("refs/heads/main") : local, (string)run.Json["version"]!["ref"]!);
    }

    [Fact]
    public async Task Notes_are_added_to_those_that_are_there()
    {
        _remote.Git(_remote.Work, "notes", "add", "--message", "theirs");
        _remote.Git(_remote.Work, "push", "--quiet", "origin", "refs/notes/commits");
        var local = CommitLocally("mine");
        _sources.Write("note", "ours");

        var run = await OutAsync("{\"repository\":\"repo\",\"notes\":\"note\"}");

        Assert.True(run.ExitCode == 0, run.Stderr);
        Assert.Equal("ours", _remote.Git(_remote.Bare, "notes", "show", local));
        Assert.Equal("theirs", _remote.Git(_remote.Bare, "notes", "show", local + "^"));
    }

    [Fact]
    public async Task Push_options_reach_the_server()
    {
        _remote.Git(_remote.Bare, "config", "receive.advertisePushOptions", "true");
        var seen = _sources["seen"];
        WriteProgram(Path.Combine(_remote.Bare, "hooks/pre-receive"), $"echo \"$GIT_PUSH_OPTION_0\" > {seen}");
        CommitLocally("mine");

        var run = await OutAsync("{\"repository\":\"repo\",\"push_options\":[\"ci.skip\"]}");

        Assert.True(run.ExitCode == 0, run.Stderr);
        Assert.Equal("ci.skip\n", _sources.Read("seen"));
    }

    [Theory]
    [InlineData("{\"repository\":\"repo\",\"force\":true}")]
    [InlineData("{\"repository\":\"repo\",\"rebase\":true}")]
    [InlineData("{\"repository\":\"repo\",\"merge\":true}")]
    public async Task Nothing_that_the_repository_brings_is_run(string parameters)
    {
        CommitLocally("mine");
        _sources.Write("repo/.gitattributes", "* filter=evil");
        _remote.Git(_sources["repo"], "add", ".gitattributes");
        _remote.Git(_sources["repo"], "commit", "--quiet", "--message", "attributes");
        var program = _sources["evil"];
        WriteProgram(program, $"env > {_sources["stolen"]}; cat");
        foreach (var hook in new[] { "pre-push", "pre-rebase", "post-checkout", "post-rewrite", "reference-transaction", "pre-merge-commit" })
        {
            WriteProgram(_sources[$"repo/.git/hooks/{hook}"], $"env > {_sources["stolen"]}");
        }

        foreach (var key in new[] { "core.fsmonitor", "core.sshCommand", "filter.evil.smudge", "filter.evil.clean", "credential.helper", "gpg.program", "core.alternateRefsCommand" })
        {
            _remote.Git(_sources["repo"], "config", key, program);
        }

        _remote.Commit("theirs", "other");

        var run = await OutAsync(parameters, ",\"username\":\"user\",\"password\":\"secret\"");

        Assert.True(run.ExitCode == 0, run.Stderr);
        Assert.False(File.Exists(_sources["stolen"]));
    }

    [Fact]
    public async Task A_shallow_clone_can_be_pushed_from()
    {
        _remote.Commit("two");
        _remote.Git(_sources.Path, "clone", "--quiet", "--depth=1", "file://" + _remote.Bare, "shallow");
        _sources.Write("shallow/local", "mine");
        _remote.Git(_sources["shallow"], "add", "local");
        _remote.Git(_sources["shallow"], "commit", "--quiet", "--message", "mine");
        var local = _remote.Git(_sources["shallow"], "rev-parse", "HEAD");

        var run = await OutAsync("{\"repository\":\"shallow\"}");

        Assert.True(run.ExitCode == 0, run.Stderr);
        Assert.Equal(local, Remote("refs/heads/main"));
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
    [InlineData("{\"repository\":\"repo\",\"merge\":true,\"rebase\":true}", "only one of 'rebase' and 'merge'")]
    [InlineData("{\"repository\":\"repo\",\"merge\":true,\"returning\":\"x\"}", "params.returning 'x' must be 'merged' or 'unmerged'")]
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

    private static void WriteProgram(string path, string body)
    {
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string Remote(string reference) => _remote.Git(_remote.Bare, "rev-parse", reference);

    private Task<ScriptRun> OutAsync(string parameters, string source = "") => Script.RunAsync(
        "git", "out",
        $"{{\"source\":{{\"uri\":\"{_remote.Bare}\",\"branch\":\"main\"{source}}},\"params\":{parameters}}}",
        _sources.Path);
}
