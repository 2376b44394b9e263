using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Concourse.Client.Http;

namespace Fly.Targets;

/// <summary>A server and a team on it, saved under a name (fly.md §4).</summary>
internal sealed record Target
{
    /// <summary>URL of the server without a slash at its end.</summary>
    public required string Api { get; init; }

    public required string Team { get; init; }

    /// <summary>Whether the server's certificate goes unverified.</summary>
    public bool Insecure { get; init; }

    /// <summary>Null before the first login; of empty parts after a logout.</summary>
    public AccessToken? Token { get; init; }

    /// <summary>PEM text.</summary>
    public string CaCertificate { get; init; } = "";

    public string ClientCertificatePath { get; init; } = "";

    public string ClientKeyPath { get; init; } = "";

    /// <summary>The token to send; null when logged out.</summary>
    public AccessToken? SentToken => Token is { Value.Length: > 0 } ? Token : null;

    /// <exception cref="FlyException">Certificate and key do not go together, or cannot be read.</exception>
    public ConnectionOptions Connection()
    {
        if (ClientCertificatePath.Length == 0 && ClientKeyPath.Length > 0)
        {
            throw new FlyException("A client key may not be declared without defining a client certificate");
        }

        if (ClientKeyPath.Length == 0 && ClientCertificatePath.Length > 0)
        {
            throw new FlyException("A client certificate may not be declared without defining a client key");
        }

        if (CaCertificate.Length > 0)
        {
            CheckCaCertificate();
        }

        return new ConnectionOptions
        {
            Url = Uri.TryCreate(Api, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                ? url
                : throw new FlyException($"unsupported protocol scheme in the target's URL '{Api}': it must begin with http:// or https://"),
            Insecure = Insecure,
            CaCertificate = CaCertificate.Length > 0 ? CaCertificate : null,
            ClientCertificatePath = ClientCertificatePath.Length > 0 ? ClientCertificatePath : null,
            ClientKeyPath = ClientKeyPath.Length > 0 ? ClientKeyPath : null,
        };
    }

    private void CheckCaCertificate()
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(CaCertificate);
        }
        catch (CryptographicException)
        {
            certificates.Clear();
        }

        if (certificates.Count == 0)
        {
            throw new FlyException("CA Cert not valid");
        }
    }
}
