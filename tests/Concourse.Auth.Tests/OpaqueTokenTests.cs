using Concourse.Auth.Tokens;

namespace Concourse.Auth.Tests;

public sealed class OpaqueTokenTests
{
    // The chapter's example: bytes 01 … 14 (hex) and expiry 1767312000.
    private const string Example = "AQIDBAUGBwgJCgsMDQ4PEBESExSACldpAAAAAA";

    [Fact]
    public void The_expiry_is_read_from_the_token() =>
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1767312000), OpaqueToken.Expiry(Example));

    [Fact]
    public void A_new_token_has_38_characters_and_its_expiry()
    {
        var expiry = DateTimeOffset.FromUnixTimeSeconds(1767312000);
        var token = OpaqueToken.Generate(expiry);
        Assert.Equal(38, token.Length);
        Assert.Equal(expiry, OpaqueToken.Expiry(token));
        Assert.NotEqual(token, OpaqueToken.Generate(expiry));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AQID")]
    [InlineData("not base64 at all!")]
    [InlineData("AQIDBAUGBwgJCgsMDQ4PEBESExSACldpAAAAAAAAAAAA")]
    public void What_is_no_token_has_no_expiry(string text) => Assert.Null(OpaqueToken.Expiry(text));

    [Fact]
    public void The_subject_is_the_issuers_protobuf() => Assert.Equal("CgR0ZXN0EgVsb2NhbA", TokenSubject.Of("test", "local"));
}
