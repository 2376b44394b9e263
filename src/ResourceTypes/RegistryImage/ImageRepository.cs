using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using ResourceTypes.Protocol;

namespace ResourceTypes.RegistryImage;

/// <summary>Where a repository is served.</summary>
/// <param name="Endpoint">Scheme, host and port of the registry.</param>
/// <param name="Path">Name of the repository there, with <c>library/</c> for Docker Hub's own.</param>
internal sealed partial record ImageRepository(Uri Endpoint, string Path)
{
    private const string HubHost = "registry-1.docker.io";

    /// <exception cref="ResourceException">It is missing or malformed.</exception>
    public static ImageRepository Of(RegistryImageSource source)
    {
        if (string.IsNullOrEmpty(source.Repository))
        {
            throw new ResourceException("source.repository is required and must not be empty");
        }

        var slash = source.Repository.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : source.Repository[..slash];
        var named = first == "localhost" || first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal);
        var host = named && first is not ("docker.io" or "index.docker.io") ? first : HubHost;
        var path = named ? source.Repository[(slash + 1)..] : source.Repository;
        path = host == HubHost && !path.Contains('/', StringComparison.Ordinal) ? "library/" + path : path;
        var scheme = source.Insecure || IsLoopback(host) ? "http" : "https";
        if (!Name().IsMatch(path) || !Uri.TryCreate($"{scheme}://{host}/", UriKind.Absolute, out var endpoint))
        {
            throw new ResourceException(
                $"source.repository '{source.Repository}' is no repository name such as busybox or registry.example.com/team/app (no tag)");
        }

        return new ImageRepository(endpoint, path);
    }

    /// <summary>The source's tag as text.</summary>
    public static string TagOf(RegistryImageSource source)
    {
        var tag = source.Tag switch
        {
            null or { ValueKind: JsonValueKind.Null } => "latest",
            { ValueKind: JsonValueKind.String } text => text.GetString()!,
            { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            _ => throw new ResourceException("source.tag must be a string or a number"),
        };
        return Tag().IsMatch(tag) ? tag : throw new ResourceException($"source.tag '{tag}' is no valid tag");
    }

    private static bool IsLoopback(string host)
    {
        var name = Uri.TryCreate("http://" + host, UriKind.Absolute, out var uri) ? uri.Host : host;
        return name == "localhost" || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }

    [GeneratedRegex(@"^[a-z0-9]+((\.|_{1,2}|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_{1,2}|-+)[a-z0-9]+)*)*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex Tag();
}
