using System.Globalization;
using Concourse.Client.Wire;
using Concourse.Core;
using Concourse.Core.Configuration;
using Fly.Terminals;

namespace Fly.Builds;

/// <summary>The table of <c>fly builds</c> (fly.md §9.4).</summary>
internal static class BuildTable
{
    private const string NotAvailable = "n/a";

    public static Table Of(IEnumerable<Build> builds, TimeProvider time)
    {
        var table = new Table("id", "name", "status", "start", "end", "duration", "team", "created by");
        foreach (var build in builds)
        {
            table.Add(
                build.Id.ToString(CultureInfo.InvariantCulture),
                Name(build),
                BuildStyles.Cell(build.Status),
                Time(build.StartTime, time),
                Time(build.EndTime, time),
                Duration(build, time),
                build.TeamName,
                build.CreatedBy ?? "system");
        }

        return table;
    }

    private static string Name(Build build)
    {
        var pipeline = build.PipelineName is { Length: > 0 } name ? new PipelineRef(name, build.PipelineInstanceVars).ToString() : null;
        return string.Join('/', new[] { pipeline, build.JobName, build.ResourceName, build.Name }.Where(n => !string.IsNullOrEmpty(n)));
    }

    private static string Time(long? seconds, TimeProvider time) =>
        seconds is > 0 and var known ? GoTime.Compact(known, time.LocalTimeZone) : NotAvailable;

    private static string Duration(Build build, TimeProvider time) => (build.StartTime ?? 0, build.EndTime ?? 0) switch
    {
        (0, _) => NotAvailable,
        (var start, 0) => $"{Span(time.GetUtcNow().ToUnixTimeSeconds() - start)}+",
        var (start, end) => Span(end - start),
    };

    private static string Span(long seconds) => new GoDuration(seconds * 1_000_000_000).ToString();
}
