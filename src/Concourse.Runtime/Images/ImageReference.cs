using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Concourse.Runtime.Images;

/// <summary>
/// Names an image in a registry: <c>[host[:port]/]repository[:tag][@digest]</c>, with Docker's defaults: no host means
/// Docker Hub, a single word there lies below <c>library/</c>, neither tag nor digest means <c>latest</c>.
/// </summary>
/// <param name="Registry">Host and port that serve the distribution API.</param>
/// <param name="Repository">Path within the registry.</param>
/// <param name="Tag">Tag, empty when only a digest is given.</param>
/// <param name="Digest"><c>sha256:…</c>; wins over the tag. Null when the tag decides.</param>
public sealed partial record ImageReference(string Registry, string Repository, string Tag, string? Digest)
{
    private const string DockerHub = "docker.io";

    /// <summary>What follows <c>/manifests/</c>: the digest, else the tag.</summary>
    public string TagOrDigest => Digest ?? Tag;

    /// <summary>The same repository at a digest.</summary>
    public ImageReference At(string digest) => this with { Tag = "", Digest = digest };

    /// <param name="text">May begin with <c>docker:///</c>, <c>docker://</c> or <c>raw:///</c> (reference: jetbridge.md §7).</param>
    /// <exception cref="FormatException">Not an image reference; the message names it.</exception>
    public static ImageReference Parse(string text) =>
        TryParse(text, out var reference) ? reference : throw new FormatException($"invalid image reference '{text}'");

    public static bool TryParse(string text, [NotNullWhen(true)] out ImageReference? reference)
    {
        reference = null;
        var match = Pattern().Match(WithoutScheme(text));
        if (!match.Success)
        {
            return false;
        }

        var host = match.Groups["host"].Value;
        var repository = match.Groups["repository"].Value;
        if (host is "" or DockerHub or "index.docker.io")
        {
            host = DockerHub;
            repository = repository.Contains('/') ? repository : "library/" + repository;
        }

        var digest = match.Groups["digest"].Success ? match.Groups["digest"].Value : null;
        var tag = match.Groups["tag"].Success ? match.Groups["tag"].Value : digest is null ? "latest" : "";
        reference = new ImageReference(host, repository, tag, digest);
        return true;
    }

    /// <summary>The full form that an engine or a node understands: <c>host/repository[:tag][@digest]</c>.</summary>
    public override string ToString() =>
        Registry + "/" + Repository + (Tag == "" ? "" : ":" + Tag) + (Digest is null ? "" : "@" + Digest);

    /// <summary>The reference in a task's <c>rootfs_uri</c> or an image URL (reference: jetbridge.md §7).</summary>
    public static string WithoutScheme(string text)
    {
        foreach (var scheme in (ReadOnlySpan<string>)["docker:///", "docker://", "raw:///"])
        {
            if (text.StartsWith(scheme, StringComparison.Ordinal))
            {
                return text[scheme.Length..];
            }
        }

        return text;
    }

    // A first component is a host when it holds a dot or a port, or is localhost; else it belongs to the repository.
    [GeneratedRegex(
        @"\A(?:(?<host>localhost(?::[0-9]+)?|\[[0-9a-fA-F:]+\](?::[0-9]+)?|[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+(?::[0-9]+)?|[a-zA-Z0-9-]+:[0-9]+)/)?" +
        @"(?<repository>[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*)" +
        @"(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}))?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
