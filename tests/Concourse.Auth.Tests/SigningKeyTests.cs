using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Concourse.Auth.Tokens;
using Concourse.Core.Values;

namespace Concourse.Auth.Tests;

public sealed class SigningKeyTests
{
    [Fact]
    public void Keys_labelled_PRIVATE_KEY_may_hold_either_encoding()
    {
        using var rsa = RSA.Create(2048);
        var pkcs1 = PemEncoding.WriteString("PRIVATE KEY", rsa.ExportRSAPrivateKey());
        using var first = SigningKey.FromPem(pkcs1);
        using var second = SigningKey.FromPem(rsa.ExportPkcs8PrivateKeyPem());
        Assert.Equal(first.DeriveClientSecret("web"), second.DeriveClientSecret("web"));
    }

    [Fact]
    public void A_file_that_holds_no_key_is_refused() => Assert.Throws<CryptographicException>(() => SigningKey.FromPem("hello"));

    [Fact]
    public void The_derived_secret_is_the_hash_of_the_decimal_modulus_and_the_id()
    {
        using var rsa = RSA.Create(2048);
        using var key = SigningKey.FromPem(rsa.ExportRSAPrivateKeyPem());
        var modulus = new System.Numerics.BigInteger(rsa.ExportParameters(false).Modulus!, isUnsigned: true, isBigEndian: true);
        var expected = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{modulus}concourse-web")));
        Assert.Equal(expected, key.DeriveClientSecret("concourse-web"));
    }

    [Fact]
    public void ID_tokens_are_signed_RS256()
    {
        using var rsa = RSA.Create(2048);
        using var key = SigningKey.FromPem(rsa.ExportRSAPrivateKeyPem());
        var parts = key.Sign(new MapValue(("sub", (Value)"me"))).Split('.');
        Assert.Equal("""{"sub":"me"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])));
        Assert.Contains("\"alg\":\"RS256\"", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])), StringComparison.Ordinal);
        Assert.True(rsa.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }
}
