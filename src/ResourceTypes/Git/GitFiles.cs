using System.Text.Json;
using ResourceTypes.Protocol;

namespace ResourceTypes.Git;

/// <summary>The files below <c>.git/</c> in which tasks find what was fetched.</summary>
internal sealed class GitFiles(GitCommand git, GitGetParams parameters)
{
    private const int ShortLength = 7;

    public async Task WriteAsync(
        string folder, string reference, IReadOnlyList<MetadataField> metadata, CancellationToken ct)
    {
        var timestampFormat = parameters.TimestampFormat ?? "iso8601";
        var shortRef = reference.Length > ShortLength ? reference[..ShortLength] : reference;
        await WriteAsync("ref", reference + "\n");
        await WriteAsync(
            "short_ref", (parameters.ShortRefFormat ?? "%s").Replace("%s", shortRef, StringComparison.Ordinal));
        await WriteAsync("committer", await git.OutputAsync(ct, "log", "-1", "--format=%ae"));
        await WriteAsync("committer_name", await git.OutputAsync(ct, "log", "-1", "--format=%an"));
        await WriteAsync("commit_message", await git.OutputAsync(ct, "log", "-1", "--format=%B") + "\n");
        await WriteAsync(
            "commit_timestamp", await git.OutputAsync(ct, "log", "-1", "--format=%cd", "--date=" + timestampFormat) + "\n");
        await WriteAsync(
            "describe_ref", await git.OutputAsync(ct, ["describe", .. DescribeOptions()]) + "\n");
        foreach (var name in new[] { "commit", "author", "author_date", "committer_date", "branch", "tags", "url" })
        {
            var value = metadata.FirstOrDefault(field => field.Name == name)?.Value;
            await WriteAsync(name, value is null ? "" : value + "\n");
        }

        await using var json = File.Create(Path.Combine(folder, "metadata.json"));
        await JsonSerializer.SerializeAsync(json, metadata, WireJson.Output.IReadOnlyListMetadataField, ct);

        Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(folder, name), text, ct);
    }

    private string[] DescribeOptions() =>
        (parameters.DescribeRefOptions ?? "--always --dirty --broken").Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
