using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Auth.Tokens;

/// <summary>
/// The RSA key of <c>--session-signing-key</c>: signs ID tokens (RS256) and is what client secrets are derived from (auth.md §2).
/// </summary>
public sealed class SigningKey : IDisposable
{
    private const int GeneratedBits = 2048;
    private readonly RSA rsa;

    private SigningKey(RSA rsa) => this.rsa = rsa;

    /// <summary>A key of this process alone, for servers that were given none.</summary>
    public static SigningKey Generate() => new(RSA.Create(GeneratedBits));

    /// <summary>
    /// Reads a PEM file's text. Keys of <c>generate-key</c> are labelled PRIVATE KEY but hold PKCS#1, so that form is tried first.
    /// </summary>
    /// <exception cref="CryptographicException">Not a PEM RSA private key.</exception>
    public static SigningKey FromPem(string pem)
    {
        var rsa = RSA.Create();
        try
        {
            var fields = PemEncoding.Find(pem);
            var der = Convert.FromBase64String(pem[fields.Base64Data]);
            try
            {
                rsa.ImportRSAPrivateKey(der, out _);
            }
            catch (CryptographicException)
            {
                rsa.ImportPkcs8PrivateKey(der, out _);
            }

            return new SigningKey(rsa);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or CryptographicException)
        {
            rsa.Dispose();
            throw new CryptographicException("not a PEM encoded RSA private key", e);
        }
    }

    /// <summary>Secret of a client that was given none: hex SHA-256 of the decimal modulus followed by the client's id.</summary>
    public string DeriveClientSecret(string clientId)
    {
        var modulus = new System.Numerics.BigInteger(rsa.ExportParameters(false).Modulus!, isUnsigned: true, isBigEndian: true);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(modulus.ToString() + clientId)));
    }

    /// <summary>The claims as a signed compact JWT.</summary>
    public string Sign(MapValue claims)
    {
        var header = new MapValue(("alg", (Value)"RS256"), ("kid", KeyId()));
        var signed = Encode(header) + "." + Encode(claims);
        return signed + "." + Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public void Dispose() => rsa.Dispose();

    private static string Encode(MapValue value) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(JsonTextWriter.Text(value)));

    private string KeyId() => Convert.ToHexStringLower(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo()))[..40];
}
