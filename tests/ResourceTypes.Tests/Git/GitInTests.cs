namespace ResourceTypes.Tests.Git;

public sealed class GitInTests : IDisposable
{
    private readonly GitRepository _repository = new();
    private readonly TempFolder _destination = new();

    [Fact]
    public async Task Checks_the_version_out_and_describes_it_in_files_and_metadata()
    {
        var one = _repository.Commit("one\n\nwith a body");
        _repository.Tag("v1");
        _repository.Commit("two");

        var run = await InAsync(one);

        Assert.Equal("1", _destination.Read("file"));
        Assert.Equal(one + "\n", _destination.Read(".git/ref"));
        Assert.Equal(one + "\n", _destination.Read(".git/commit"));
        Assert.Equal(one[..7], _destination.Read(".git/short_ref"));
        Assert.Equal("one\n\nwith a body\n", _destination.Read(".git/commit_message"));
        Assert.Equal("ada@example.com", _destination.Read(".git/committer"));
        Assert.Equal("v1\n", _destination.Read(".git/tags"));
        Assert.Equal("2024-10-04 00:01:00 +0000\n", _destination.Read(".git/commit_timestamp"));
        Assert.Equal(one, (string)run.Json["version"]!["ref"]!);
        Assert.Equal(
            [
                ("commit", one), ("author", "Ada"), ("author_date", "2024-10-04 00:01:00 +0000"),
                ("committer", "Grace"), ("committer_date", "2024-10-04 00:01:00 +0000"), ("tags", "v1"),
                ("message", "one\n\nwith a body"),
            ],
            Metadata(run));
    }

    [Fact]
    public async Task The_newest_commit_carries_its_branch()
    {
        var one = _repository.Commit("one");

        var run = await InAsync(one);

        Assert.Contains(("branch", "main"), Metadata(run));
        Assert.Equal("main\n", _destination.Read(".git/branch"));
    }

    [Fact]
    public async Task Without_a_version_the_newest_commit_is_checked_out()
    {
        var one = _repository.Commit("one");

        var run = await Script.RunAsync(
            "git", "in", $"{{\"source\":{{\"uri\":\"{_repository.Bare}\"}}}}", _destination.Path);

        Assert.Equal(one, (string)run.Json["version"]!["ref"]!);
        Assert.Equal("1", _destination.Read("file"));
    }

    [Fact]
    public async Task A_shallow_clone_reaches_deeper_for_an_older_version()
    {
        var one = _repository.Commit("one");
        _repository.Commit("two");
        _repository.Commit("three");

        var run = await InAsync(one, ",\"params\":{\"depth\":1}", "file://" + _repository.Bare);

        Assert.True(run.ExitCode == 0, run.Stderr);
        Assert.Equal("1", _destination.Read("file"));
    }

    [Fact]
    public async Task A_tag_version_is_checked_out_by_its_commit()
    {
        var one = _repository.Commit("one");
        _repository.Tag("v1");
        _repository.Commit("two");

        var run = await Script.RunAsync(
            "git", "in",
            $"{{\"source\":{{\"uri\":\"{_repository.Bare}\",\"tag_filter\":\"v*\"}},\"version\":{{\"ref\":\"v1\",\"commit\":\"{one}\"}}}}",
            _destination.Path);

        Assert.Equal($"{{\"ref\":\"v1\",\"commit\":\"{one}\"}}", run.Json["version"]!.ToJsonString());
        Assert.Equal("1", _destination.Read("file"));
        Assert.Equal("v1\n", _destination.Read(".git/ref"));
    }

    [Fact]
    public async Task A_commit_that_is_not_there_is_named_with_what_to_do()
    {
        _repository.Commit("one");
        var missing = new string('a', 40);

        var run = await InAsync(missing);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"commit {missing} was not found", run.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("main;x y")]
    public async Task A_ref_that_is_none_is_refused(string reference)
    {
        _repository.Commit("one");

        var run = await InAsync(reference);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is no valid git ref name", run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_sparse_paths_are_checked_out()
    {
        _repository.Commit("one", "wanted");
        var two = _repository.Commit("two", "other");

        var run = await InAsync(two, source: ",\"sparse_paths\":[\"wanted\"]");

        Assert.True(run.ExitCode == 0, run.Stderr);
        Assert.True(File.Exists(_destination["wanted"]));
        Assert.False(File.Exists(_destination["other"]));
    }

    [Fact]
    public async Task Files_in_Git_LFS_are_not_passed_off_as_fetched()
    {
        File.WriteAllText(Path.Combine(_repository.Work, ".gitattributes"), "*.bin filter=lfs diff=lfs merge=lfs -text\n");
        _repository.Git(_repository.Work, "add", ".gitattributes");
        var one = _repository.Commit("one", "large.bin");

        var run = await InAsync(one);
        using var pointers = new TempFolder();
        var asPointers = await Script.RunAsync("git", "in", Request(one, ",\"params\":{\"disable_git_lfs\":true}"), pointers.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Git LFS, such as large.bin", run.Stderr, StringComparison.Ordinal);
        Assert.True(asPointers.ExitCode == 0, asPointers.Stderr);
        Assert.Equal("1", pointers.Read("large.bin"));
    }

    [Fact]
    public async Task A_commit_of_another_ref_is_found_when_all_are_searched()
    {
        _repository.Commit("one");
        var change = _repository.Commit("change", branch: "main");
        _repository.Git(_repository.Work, "push", "--quiet", "origin", "HEAD:refs/changes/01/1");
        _repository.Git(_repository.Work, "reset", "--quiet", "--hard", "HEAD~1");
        _repository.Commit("two");

        var run = await InAsync(change, uri: "file://" + _repository.Bare, source: ",\"search_remote_refs\":true");

        Assert.True(run.ExitCode == 0, run.Stderr);
        Assert.Equal(change, _repository.Git(_destination.Path, "rev-parse", "HEAD"));
    }

    [Fact]
    public async Task The_options_of_describe_can_be_chosen()
    {
        var one = _repository.Commit("one");
        _repository.Tag("v1");

        await InAsync(one, ",\"params\":{\"describe_ref_options\":\"--tags --long\"}");

        Assert.Equal($"v1-0-g{one[..7]}\n", _destination.Read(".git/describe_ref"));
    }

    [Fact]
    public async Task Submodules_are_fetched_unless_unwanted()
    {
        using var inner = new GitRepository();
        inner.Commit("inner", "inner-file");
        var allowFile = "-c protocol.file.allow=always".Split(' ');
        _repository.Git(_repository.Work, [.. allowFile, "submodule", "--quiet", "add", inner.Bare, "sub"]);
        var one = _repository.Commit("one");
        const string AllowFile = ",\"git_config\":[{\"name\":\"protocol.file.allow\",\"value\":\"always\"}]";

        await InAsync(one, source: AllowFile);
        Assert.Equal("1", _destination.Read("sub/inner-file"));

        using var without = new TempFolder();
        var run = await Script.RunAsync("git", "in", Request(one, ",\"params\":{\"submodules\":\"none\"}", source: AllowFile), without.Path);
        Assert.True(run.ExitCode == 0, run.Stderr);
        Assert.False(File.Exists(without["sub/inner-file"]));
    }

    public void Dispose()
    {
        _repository.Dispose();
        _destination.Dispose();
    }

    private async Task<ScriptRun> InAsync(string reference, string parameters = "", string? uri = null, string source = "") =>
        await Script.RunAsync("git", "in", Request(reference, parameters, uri, source), _destination.Path);

    private string Request(string reference, string parameters, string? uri = null, string source = "") =>
        $"{{\"source\":{{\"uri\":\"{uri ?? _repository.Bare}\",\"branch\":\"main\"{source}}},\"version\":{{\"ref\":\"{reference}\"}}{parameters}}}";

    private static IEnumerable<(string, string)> Metadata(ScriptRun run) =>
        run.Json["metadata"]!.AsArray().Select(f => ((string)f!["name"]!, (string)f["value"]!));
}
