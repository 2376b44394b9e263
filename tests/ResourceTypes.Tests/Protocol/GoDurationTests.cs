using ResourceTypes.Protocol;

namespace ResourceTypes.Tests.Protocol;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("90s", 90_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData(".5s", 500)]
    [InlineData("-2ms", -2)]
    [InlineData("1000us", 1)]
    [InlineData("1000µs", 1)]
    public void Reads_a_duration_in_milliseconds(string text, double milliseconds)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("1d")]
    [InlineData("s")]
    [InlineData("1h ")]
    [InlineData("1h\n")]
    [InlineData("99999999999999999999h")]
    public void Refuses_anything_else(string text) => Assert.False(GoDuration.TryParse(text, out _));
}
