namespace ResourceTypes.Tests.Git;

public sealed class GitCheckTests : IDisposable
{
    private readonly GitRepository _repository = new();

    [Fact]
    public async Task A_first_check_returns_the_newest_commit()
    {
        _repository.Commit("one");
        var two = _repository.Commit("two");

        Assert.Equal([two], await CheckAsync());
    }

    [Fact]
    public async Task Version_depth_returns_as_many_of_the_newest()
    {
        _repository.Commit("one");
        var two = _repository.Commit("two");
        var three = _repository.Commit("three");

        Assert.Equal([two, three], await CheckAsync(source: ",\"version_depth\":2"));
    }

    [Fact]
    public async Task A_later_check_returns_the_given_commit_and_all_after_it_oldest_first()
    {
        _repository.Commit("one");
        var two = _repository.Commit("two");
        Assert.Equal([two], await CheckAsync());
        var three = _repository.Commit("three");
        var four = _repository.Commit("four");

        Assert.Equal([two, three, four], await CheckAsync(two));
    }

    [Fact]
    public async Task After_a_rewritten_history_only_the_newest_commit_returns()
    {
        _repository.Commit("one");
        var gone = _repository.Commit("two");
        Assert.Equal([gone], await CheckAsync());
        _repository.Git(_repository.Work, "reset", "--quiet", "--hard", "HEAD~1");
        _repository.Commit("two again");
        var newest = _repository.Commit("three");

        Assert.Equal([newest], await CheckAsync(gone));
    }

    [Fact]
    public async Task Commits_that_skip_CI_are_no_versions_unless_wanted()
    {
        var one = _repository.Commit("one");
        var skipped = _repository.Commit("two [ci skip]");
        var other = _repository.Commit("three\n\n[skip ci]");

        Assert.Equal([one], await CheckAsync());
        Assert.Equal([one, skipped, other], await CheckAsync(one, ",\"disable_ci_skip\":true"));
    }

    [Fact]
    public async Task Only_commits_that_touch_the_paths_are_versions()
    {
        var one = _repository.Commit("one", "wanted");
        _repository.Commit("two", "other");
        var three = _repository.Commit("three", "wanted");

        Assert.Equal([one, three], await CheckAsync(one, ",\"paths\":[\"wanted\"]"));
        Assert.Equal([three], await CheckAsync(source: ",\"ignore_paths\":[\"other\"]"));
    }

    [Theory]
    [InlineData("{\"include\":[\"deploy\"]}", "deploy to A|deploy to B|deploy [skip]")]
    [InlineData("{\"exclude\":[\"\\\\[skip\\\\]\"]}", "deploy to A|B alone|deploy to B")]
    [InlineData("{\"include\":[\"deploy\",\"to .$\"],\"include_all_match\":true}", "deploy to A|deploy to B")]
    [InlineData("{\"exclude\":[\"deploy\",\"B$\"],\"exclude_all_match\":true}", "deploy to A|B alone|deploy [skip]")]
    [InlineData("{\"include\":[\"deploy\"],\"exclude\":[\"A$\",\"skip\"]}", "deploy to B")]
    public async Task Only_commits_whose_messages_fit_are_versions(string filter, string messages)
    {
        var root = _repository.Commit("root");
        var commits = new[] { "deploy to A", "B alone", "deploy to B", "deploy [skip]", "[ci skip] deploy to B" }
            .ToDictionary(message => message, message => _repository.Commit(message));
        var expected = messages.Split('|').Select(message => commits[message]).ToList();

        Assert.Equal([root, .. expected], await CheckAsync(root, $",\"commit_filter\":{filter}"));
        Assert.Equal([expected[^1]], await CheckAsync(source: $",\"commit_filter\":{filter}"));
    }

    [Fact]
    public async Task Locks_of_a_check_that_was_killed_do_not_stop_the_next()
    {
        var one = _repository.Commit("one");
        await CheckAsync();
        var cache = Path.Combine(Path.GetTempPath(), "git-resource-repo-cache");
        var mirror = Directory.GetDirectories(cache).Single(folder => File.ReadAllText(Path.Combine(folder, "config")).Contains(_repository.Bare, StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(mirror, "packed-refs.lock"), "");
        File.WriteAllText(Path.Combine(mirror, "refs/heads/main.lock"), "");
        var two = _repository.Commit("two");

        Assert.Equal([one, two], await CheckAsync(one));
    }

    [Fact]
    public async Task Without_a_branch_the_default_one_is_checked()
    {
        var one = _repository.Commit("one");

        var run = await Script.RunAsync("git", "check", $"{{\"source\":{{\"uri\":\"{_repository.Bare}\"}}}}");

        Assert.Equal($"[{{\"ref\":\"{one}\"}}]\n", run.Stdout);
    }

    [Theory]
    [InlineData("\"tag_filter\":\"v*\"")]
    [InlineData("\"tag_regex\":\"v[0-9.]+\"")]
    public async Task Tags_that_match_are_versions_from_the_given_one_on(string filter)
    {
        _repository.Commit("one");
        _repository.Tag("v1");
        var two = _repository.Commit("two");
        _repository.Tag("v2");
        _repository.Tag("unrelated");
        var three = _repository.Commit("three");
        _repository.Tag("v3");

        var first = await Script.RunAsync("git", "check", $"{{\"source\":{{\"uri\":\"{_repository.Bare}\",{filter}}}}}");
        var later = await Script.RunAsync(
            "git", "check", $"{{\"source\":{{\"uri\":\"{_repository.Bare}\",{filter}}},\"version\":{{\"ref\":\"v2\",\"commit\":\"{two}\"}}}}");

        Assert.Equal($"[{{\"ref\":\"v3\",\"commit\":\"{three}\"}}]\n", first.Stdout);
        Assert.Equal($"[{{\"ref\":\"v2\",\"commit\":\"{two}\"}},{{\"ref\":\"v3\",\"commit\":\"{three}\"}}]\n", later.Stdout);
    }

    [Theory]
    [InlineData("{}", "source.uri is required and must not be empty")]
    [InlineData("{\"uri\":\"--upload-pack=touch /tmp/pwned\"}", "must not start with '-'")]
    [InlineData("{\"uri\":\"/x\",\"branch\":\"--upload-pack=x\"}", "is no valid git ref name")]
    [InlineData("{\"uri\":\"/x\",\"branch\":\"a..b\"}", "is no valid git ref name")]
    [InlineData("{\"uri\":\"ext::sh -c true\"}", "git fetch failed")]
    [InlineData("{\"uri\":\"/nonexistent.git\"}", "git fetch failed")]
    public async Task A_source_that_cannot_be_used_is_named(string source, string message)
    {
        var run = await Script.RunAsync("git", "check", $"{{\"source\":{source}}}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_given_ref_that_looks_like_an_option_is_no_commit_in_history()
    {
        var one = _repository.Commit("one");

        Assert.Equal([one], await CheckAsync("--all"));
    }

    public void Dispose() => _repository.Dispose();

    private async Task<IEnumerable<string>> CheckAsync(string? version = null, string source = "")
    {
        var given = version is null ? "" : $",\"version\":{{\"ref\":\"{version}\"}}";
        var run = await Script.RunAsync(
            "git", "check", $"{{\"source\":{{\"uri\":\"{_repository.Bare}\",\"branch\":\"main\"{source}}}{given}}}");
        Assert.True(run.ExitCode == 0, run.Stderr);
        return run.Json.AsArray().Select(v => (string)v!["ref"]!);
    }
}
