using Concourse.Core.Configuration;
using Concourse.Core.Json;
using Concourse.Core.Values;
using Concourse.Core.Versions;

namespace Concourse.Core.Tests.Values;

public sealed class CanonicalJsonTests
{
    [Fact]
    public void The_digests_of_the_reference_are_met()
    {
        Assert.Equal("74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b", CanonicalJson.SourceHash(null));
        Assert.Equal("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", CanonicalJson.ParamsHash(null));
        Assert.Equal(
            "db4a7ecb114bc66c623a06c4ff6fe8daa2f49cc270ebbf7a1f81e22ab061c837",
            new ResourceVersion([new("a", "b")]).Digest);
    }

    [Theory]
    [InlineData("""{"b":1.0,"a":"<&>\u2028\u0001\u007f/\\\"é"}""", "{\"a\":\"\\u003c\\u0026\\u003e\\u2028\\u0001\u007f/\\\\\\\"é\",\"b\":1}")]
    [InlineData("[1e21,1e-7,0.000001,100000000000000000000,12345678901234567890,-0.0,1.10]", "[1e+21,1e-7,0.000001,100000000000000000000,12345678901234567000,-0,1.1]")]
    public void Text_is_that_of_the_reference(string json, string canonical) => Assert.Equal(canonical, CanonicalJson.Text(JsonText.Parse(json)));

    [Fact]
    public void Keys_are_ordered_by_their_utf8_bytes()
    {
        var map = new MapValue(("\U0001F600", 1), ("\uff5e", 2), ("a", 3), ("B", 4));
        Assert.Equal(["B", "a", "\uff5e", "\U0001F600"], map.Keys);
    }

    [Theory]
    [InlineData("1h", "1h0m0s")]
    [InlineData("90s", "1m30s")]
    [InlineData("1.5s", "1.5s")]
    [InlineData("200ms", "200ms")]
    [InlineData("1us", "1µs")]
    [InlineData("15ns", "15ns")]
    [InlineData("-1m", "-1m0s")]
    [InlineData("0", "0s")]
    [InlineData("1h1m1.000000001s", "1h1m1.000000001s")]
    public void Durations_have_gos_form(string text, string normalised) => Assert.Equal(normalised, GoDuration.Parse(text).ToString());

    [Theory]
    [InlineData("x", "time: invalid duration \"x\"")]
    [InlineData("", "time: invalid duration \"\"")]
    [InlineData("5", "time: missing unit in duration \"5\"")]
    [InlineData("1d", "time: unknown unit \"d\" in duration \"1d\"")]
    [InlineData("9999999h", "time: invalid duration \"9999999h\"")]
    public void Bad_durations_are_refused_in_gos_words(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => GoDuration.Parse(text)).Message);
}
