using System.Globalization;
using ResourceTypes.Protocol;

namespace ResourceTypes.Time;

/// <summary>New versions at an interval or once per daily range; a put makes one for now.</summary>
internal sealed class TimeResource(TimeProvider clock) : IResourceType
{
    public Task<IReadOnlyList<Dictionary<string, string>>> CheckAsync(ResourceRequest request, CancellationToken ct)
    {
        var source = request.Source(WireJson.Default.TimeSource);
        var schedule = Schedule.Of(source);
        var previous = request.Version(WireJson.Default.TimeVersion)?.Time;
        var now = Now(schedule);

        List<Dictionary<string, string>> versions = [];
        if (previous is not null)
        {
            versions.Add(VersionOf(previous));
        }

        var first = previous is null && source.InitialVersion;
        if (first || schedule.IsDue(now, previous is null ? null : Timestamp.Parse(previous)))
        {
            versions.Add(VersionOf(Timestamp.Rfc3339(now)));
        }

        return Task.FromResult<IReadOnlyList<Dictionary<string, string>>>(versions);
    }

    public async Task<ScriptResult> InAsync(ResourceRequest request, string destination, CancellationToken ct)
    {
        var text = request.Version(WireJson.Default.TimeVersion)?.Time ?? Timestamp.Rfc3339(clock.GetUtcNow());
        var moment = Timestamp.Parse(text);
        await File.WriteAllTextAsync(Path.Combine(destination, "input"), request.RawText + "\n", ct);
        await File.WriteAllTextAsync(Path.Combine(destination, "timestamp"), Timestamp.Long(moment), ct);
        await File.WriteAllTextAsync(
            Path.Combine(destination, "epoch"), moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ct);
        return new ScriptResult(VersionOf(text), null);
    }

    public Task<ScriptResult> OutAsync(ResourceRequest request, string sources, CancellationToken ct)
    {
        var schedule = Schedule.Of(request.Source(WireJson.Default.TimeSource));
        return Task.FromResult(new ScriptResult(VersionOf(Timestamp.Rfc3339(Now(schedule))), null));
    }

    private DateTimeOffset Now(Schedule schedule) => TimeZoneInfo.ConvertTime(clock.GetUtcNow(), schedule.Location);

    private static Dictionary<string, string> VersionOf(string time) => new() { ["time"] = time };
}
