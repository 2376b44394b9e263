using ResourceTypes.Protocol;

namespace ResourceTypes.Git;

/// <summary>A repository's address without the login that may stand in it, and that login.</summary>
/// <param name="Uri">Safe to show.</param>
/// <param name="Username">Null when neither the source nor the address has one.</param>
/// <param name="Password">As <paramref name="Username"/>.</param>
internal sealed record GitRemote(string Uri, string? Username, string? Password)
{
    /// <summary>Scheme and host (and port) that the login is for; null when it is not an HTTP address.</summary>
    public string? HttpOrigin => IsHttp(Uri) && System.Uri.TryCreate(Uri, UriKind.Absolute, out var uri)
        ? uri.GetLeftPart(UriPartial.Authority)
        : null;

    /// <exception cref="ResourceException">The uri is missing, or would be read as an option.</exception>
    public static GitRemote Of(GitSource source)
    {
        var text = source.Uri?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            throw new ResourceException("source.uri is required and must not be empty");
        }

        if (text.StartsWith('-'))
        {
            throw new ResourceException($"source.uri '{text}' must not start with '-'");
        }

        var (username, password) = (source.Username, source.Password);
        if (IsHttp(text) && System.Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.UserInfo.Length > 0)
        {
            var login = uri.UserInfo.Split(':', 2);
            username ??= System.Uri.UnescapeDataString(login[0]);
            password ??= login.Length > 1 ? System.Uri.UnescapeDataString(login[1]) : null;
            text = text.Replace(uri.UserInfo + "@", "", StringComparison.Ordinal);
        }

        if (source.PrivateKeyUser is { Length: > 0 } user && System.Uri.TryCreate(text, UriKind.Absolute, out var ssh)
            && ssh is { Scheme: "ssh", UserInfo: "" })
        {
            text = text.Replace("ssh://", $"ssh://{System.Uri.EscapeDataString(user)}@", StringComparison.Ordinal);
        }

        return new GitRemote(text, username, password);
    }

    private static bool IsHttp(string uri) =>
        uri.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || uri.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
