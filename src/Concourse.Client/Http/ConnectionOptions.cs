using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Concourse.Client.Http;

/// <summary>How to reach a server.</summary>
public sealed record ConnectionOptions
{
    /// <summary>Base URL; a trailing slash is of no matter.</summary>
    public required Uri Url { get; init; }

    /// <summary>Do not verify the server's certificate.</summary>
    public bool Insecure { get; init; }

    /// <summary>PEM text of certificates trusted besides the system's.</summary>
    public string? CaCertificate { get; init; }

    /// <summary>PEM file of the client's certificate.</summary>
    public string? ClientCertificatePath { get; init; }

    /// <summary>PEM file of the client's key.</summary>
    public string? ClientKeyPath { get; init; }

    /// <summary>HTTP/1.1 with a ten second dial timeout, as upstream's client; no overall timeout, since streams have no end.</summary>
    public SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(10),
            AutomaticDecompression = DecompressionMethods.GZip,
            AllowAutoRedirect = true,
            UseCookies = false,
        };
        if (Insecure)
        {
#pragma warning disable CA5359 // It is what the user asked for with --insecure.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (!string.IsNullOrEmpty(CaCertificate))
        {
            handler.SslOptions.RemoteCertificateValidationCallback = TrustToo(CaCertificate);
        }

        if (ClientCertificatePath is not null && ClientKeyPath is not null)
        {
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPemFile(ClientCertificatePath, ClientKeyPath)];
        }

        return handler;
    }

    private static RemoteCertificateValidationCallback TrustToo(string pem)
    {
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPem(pem);
        return (_, certificate, chain, errors) =>
        {
            if (errors == SslPolicyErrors.None)
            {
                return true;
            }

            if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null || chain is null)
            {
                return false;
            }

            using var second = new X509Chain();
            second.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            second.ChainPolicy.CustomTrustStore.AddRange(trusted);
            second.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            second.ChainPolicy.ExtraStore.AddRange(chain.ChainElements.Select(e => e.Certificate).ToArray());
            using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
            return second.Build(leaf);
        };
    }
}
