using System.Diagnostics;
using System.Globalization;

namespace ResourceTypes.Tests.Git;

/// <summary>A bare repository and a clone to commit in, both made by the real git in a folder of the test's own.</summary>
internal sealed class GitRepository : IDisposable
{
    private readonly TempFolder _folder = new();
    private int _commits;

    public GitRepository()
    {
        Git(_folder.Path, "init", "--quiet", "--bare", "--initial-branch=main", Bare);
        Git(_folder.Path, "init", "--quiet", "--initial-branch=main", Work);
        Git(Work, "remote", "add", "origin", Bare);
    }

    /// <summary>The folder that a server may serve; it holds <c>repo.git</c>.</summary>
    public string Root => _folder.Path;

    public string Bare => _folder["repo.git"];

    public string Work => _folder["work"];

    /// <summary>Commits a file, each commit a minute after the one before, and pushes the branch.</summary>
    public string Commit(string message, string file = "file", string branch = "main")
    {
        File.WriteAllText(Path.Combine(Work, file), $"{++_commits}");
        Git(Work, "add", "--", file);
        Git(Work, "commit", "--quiet", "--message", message);
        Git(Work, "push", "--quiet", "--force", "origin", "HEAD:refs/heads/" + branch);
        return Git(Work, "rev-parse", "HEAD");
    }

    /// <summary>Tags HEAD and pushes the tag.</summary>
    public void Tag(string name)
    {
        Git(Work, "tag", "--annotate", "--message", name, name);
        Git(Work, "push", "--quiet", "origin", "refs/tags/" + name);
    }

    public string Git(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var date = DateTimeOffset.UnixEpoch.AddDays(20_000).AddMinutes(_commits).ToString("s", CultureInfo.InvariantCulture) + "Z";
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_AUTHOR_NAME"] = "Ada",
            ["GIT_AUTHOR_EMAIL"] = "ada@example.com",
            ["GIT_COMMITTER_NAME"] = "Grace",
            ["GIT_COMMITTER_EMAIL"] = "grace@example.com",
            ["GIT_AUTHOR_DATE"] = date,
            ["GIT_COMMITTER_DATE"] = date,
        })
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.TrimEnd()
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {error.GetAwaiter().GetResult()}");
    }

    public void Dispose() => _folder.Dispose();
}
