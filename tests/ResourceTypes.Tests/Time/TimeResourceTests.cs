using ResourceTypes.Time;

namespace ResourceTypes.Tests.Time;

public sealed class TimeResourceTests
{
    // 2026-11-22 is a Sunday.
    [Theory]
    [InlineData("2026-11-22T12:00:00Z", "{\"interval\":\"1h\"}", null, true)]
    [InlineData("2026-11-22T12:00:00Z", "{\"interval\":\"1h\"}", "2026-11-22T11:00:00Z", true)]
    [InlineData("2026-11-22T12:00:00Z", "{\"interval\":\"1h\"}", "2026-11-22T11:00:01Z", false)]
    [InlineData("2026-11-22T12:00:00Z", "{\"start\":\"11:00\",\"stop\":\"13:00\"}", null, true)]
    [InlineData("2026-11-22T13:00:00Z", "{\"start\":\"11:00\",\"stop\":\"13:00\"}", null, false)]
    [InlineData("2026-11-22T10:59:59Z", "{\"start\":\"11 AM\",\"stop\":\"1PM\"}", null, false)]
    [InlineData("2026-11-22T12:00:00Z", "{\"start\":\"11:00\",\"stop\":\"13:00\"}", "2026-11-22T11:00:00Z", false)]
    [InlineData("2026-11-22T12:00:00Z", "{\"start\":\"11:00\",\"stop\":\"13:00\"}", "2026-11-22T10:59:00Z", true)]
    [InlineData("2026-11-22T12:30:00Z", "{\"start\":\"11:00\",\"stop\":\"13:00\",\"interval\":\"30m\"}", "2026-11-22T12:00:00Z", true)]
    [InlineData("2026-11-22T01:00:00Z", "{\"start\":\"2300\",\"stop\":\"0200\"}", null, true)]
    [InlineData("2026-11-22T03:00:00Z", "{\"start\":\"2300\",\"stop\":\"0200\"}", null, false)]
    [InlineData("2026-11-22T12:00:00Z", "{\"days\":[\"Sunday\"]}", null, true)]
    [InlineData("2026-11-22T12:00:00Z", "{\"days\":[\"sun\"]}", "2026-11-22T00:00:00Z", false)]
    [InlineData("2026-11-22T12:00:00Z", "{\"days\":[\"Mon\",\"Tue\"]}", null, false)]
    [InlineData("2026-11-22T23:30:00Z", "{\"days\":[\"Mon\"],\"location\":\"Europe/Berlin\"}", null, true)]
    [InlineData("2026-11-22T10:30:00Z", "{\"start\":\"11:00\",\"stop\":\"12:00\",\"location\":\"Europe/Berlin\"}", null, true)]
    [InlineData("2026-11-22T21:30:00Z", "{\"start\":\"1:00 PM -0800\",\"stop\":\"2:00 PM -0800\"}", null, true)]
    [InlineData("2026-11-22T12:00:00Z", "{\"interval\":\"1h\",\"start_after\":\"2026-11-22T12\"}", null, false)]
    [InlineData("2026-11-22T12:00:01Z", "{\"interval\":\"1h\",\"start_after\":\"2026-11-22T12\"}", null, true)]
    [InlineData("2026-11-22T12:00:01Z", "{\"interval\":\"1h\",\"start_after\":\"2026-11-23\"}", null, false)]
    // Summer time begins on 2026-03-29 at 01:00Z, when clocks go from 02:00 to 03:00, and ends on 2026-10-25, when they show 02:00
    // to 03:00 twice, the second time from 01:00Z on.
    [InlineData("2026-03-29T00:59:00Z", "{\"start\":\"2:00\",\"stop\":\"4:00\",\"location\":\"Europe/Berlin\"}", "2026-03-28T01:00:00Z", false)]
    [InlineData("2026-03-29T01:00:00Z", "{\"start\":\"2:00\",\"stop\":\"4:00\",\"location\":\"Europe/Berlin\"}", "2026-03-28T01:00:00Z", true)]
    [InlineData("2026-03-29T01:45:00Z", "{\"start\":\"2:30\",\"stop\":\"3:00\",\"location\":\"Europe/Berlin\"}", "2026-03-28T01:30:00Z", true)]
    [InlineData("2026-03-29T02:00:00Z", "{\"start\":\"2:30\",\"stop\":\"3:00\",\"location\":\"Europe/Berlin\"}", "2026-03-28T01:30:00Z", false)]
    [InlineData("2026-10-25T00:30:00Z", "{\"start\":\"2:00\",\"stop\":\"3:00\",\"location\":\"Europe/Berlin\"}", "2026-10-24T00:00:00Z", false)]
    [InlineData("2026-10-25T01:30:00Z", "{\"start\":\"2:00\",\"stop\":\"3:00\",\"location\":\"Europe/Berlin\"}", "2026-10-24T00:00:00Z", true)]
    [InlineData("2026-10-25T01:59:00Z", "{\"start\":\"2:00\",\"stop\":\"3:00\",\"location\":\"Europe/Berlin\"}", "2026-10-25T01:30:00Z", false)]
    [InlineData("2026-10-25T01:30:00Z", "{\"interval\":\"1h\",\"location\":\"Europe/Berlin\"}", "2026-10-25T00:30:00Z", true)]
    public async Task A_new_version_appears_when_it_is_due(string now, string source, string? previous, bool due)
    {
        var version = previous is null ? "" : $",\"version\":{{\"time\":\"{previous}\"}}";

        var versions = await CheckAsync(now, $"{{\"source\":{source}{version}}}");

        var fresh = versions.Where(v => v["time"] != previous).ToList();
        Assert.Equal(due, fresh.Count == 1);
        Assert.Equal(previous is not null, versions.Any(v => v["time"] == previous));
    }

    [Fact]
    public async Task An_initial_version_ignores_the_range()
    {
        const string Source = "{\"initial_version\":true,\"start\":\"1:00\",\"stop\":\"2:00\"}";

        var versions = await CheckAsync("2026-11-22T12:00:00Z", $"{{\"source\":{Source}}}");

        Assert.Equal("2026-11-22T12:00:00Z", Assert.Single(versions)["time"]);
    }

    [Fact]
    public async Task The_previous_version_comes_back_to_the_last_digit()
    {
        const string Version = "2026-11-22T11:59:59.123456789+01:00";

        var versions = await CheckAsync(
            "2026-11-22T12:00:00.5Z", $"{{\"source\":{{\"interval\":\"1m\"}},\"version\":{{\"time\":\"{Version}\"}}}}");

        Assert.Equal([Version, "2026-11-22T12:00:00.5Z"], versions.Select(v => v["time"]));
    }

    [Theory]
    [InlineData("{\"start\":\"1:00\"}", "must configure 'stop' if 'start' is set")]
    [InlineData("{\"stop\":\"1:00\"}", "must configure 'start' if 'stop' is set")]
    [InlineData("{\"start\":\"25:00\",\"stop\":\"1:00\"}", "invalid time format: 25:00, must be one of: 3:04 PM -0700")]
    [InlineData("{\"days\":[\"Caturday\"]}", "unknown weekday: Caturday")]
    [InlineData("{\"location\":\"Moon/Base\"}", "unknown time zone Moon/Base")]
    [InlineData("{\"interval\":\"often\"}", "invalid interval: often")]
    [InlineData("{\"start_after\":\"tomorrow\"}", "invalid date format: tomorrow, must be one of: 2006-01-02T15:04:05")]
    public async Task A_malformed_source_is_named(string source, string message)
    {
        var run = await Script.RunAsync("time", "check", $"{{\"source\":{source}}}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_writes_the_moment_in_three_forms()
    {
        using var folder = new TempFolder();
        const string Request = "{\"source\":{\"interval\":\"1h\"},\"version\":{\"time\":\"2026-11-22T13:00:00.25+01:00\"}}";

        var run = await Script.RunAsync("time", "in", Request, folder.Path);

        Assert.Equal("{\"version\":{\"time\":\"2026-11-22T13:00:00.25+01:00\"},\"metadata\":null}\n", run.Stdout);
        Assert.Equal(Request + "\n", folder.Read("input"));
        Assert.Equal("2026-11-22 13:00:00.25 +0100 +0100", folder.Read("timestamp"));
        Assert.Equal("1795348800", folder.Read("epoch"));
    }

    [Fact]
    public async Task In_names_UTC()
    {
        using var folder = new TempFolder();

        await Script.RunAsync("time", "in", "{\"source\":{},\"version\":{\"time\":\"2026-11-22T12:00:00Z\"}}", folder.Path);

        Assert.Equal("2026-11-22 12:00:00 +0000 UTC", folder.Read("timestamp"));
    }

    [Fact]
    public async Task Out_makes_a_version_for_now_in_the_location()
    {
        var resource = new TimeResource(new FixedClock("2026-07-01T12:00:00Z"));
        var request = await Script.RequestAsync("{\"source\":{\"location\":\"Europe/Berlin\"}}");

        var result = await resource.OutAsync(request, "/", TestContext.Current.CancellationToken);

        Assert.Equal("2026-07-01T14:00:00+02:00", result.Version["time"]);
    }

    private static async Task<IReadOnlyList<Dictionary<string, string>>> CheckAsync(string now, string request) =>
        await new TimeResource(new FixedClock(now))
            .CheckAsync(await Script.RequestAsync(request), TestContext.Current.CancellationToken);
}
