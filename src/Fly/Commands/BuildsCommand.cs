using System.Globalization;
using Concourse.Client.Http;
using Concourse.Client.Wire;
using Concourse.Core;
using Fly.Arguments;
using Fly.Builds;
using Fly.CommandLine;
using Fly.Targets;
using Fly.Terminals;

namespace Fly.Commands;

internal sealed class BuildsCommand : Command
{
    private const string TimeFormat = "2006-01-02 15:04:05";

    private readonly Switch allTeams;
    private readonly Flag<int> count;
    private readonly Switch currentTeam;
    private readonly Flag<JobReference> job;
    private readonly Switch json;
    private readonly Flag<PipelineRef> pipeline;
    private readonly ListFlag<string> teams;
    private readonly Flag<string> since;
    private readonly Flag<string> until;

    public BuildsCommand()
        : base("builds", "List builds", "bs")
    {
        allTeams = Switch('a', "all-teams", "Show builds of all teams");
        count = Flag('c', "count", FlagTypes.Integer, "How many builds to show", byDefault: "50");
        currentTeam = Switch(null, "current-team", "Show builds of the target's team");
        job = Flag('j', "job", References.Job, "Job whose builds to show: PIPELINE/JOB");
        json = Switch(null, "json", "Print the answer of the API as JSON");
        pipeline = Flag('p', "pipeline", References.OptionalPipeline, "Pipeline whose builds to show");
        teams = List('n', "team", FlagTypes.Text, "Teams whose builds to show");
        since = Flag(null, "since", FlagTypes.Text, "Start of the range to show: yyyy-mm-dd HH:mm:ss");
        until = Flag(null, "until", FlagTypes.Text, "End of the range to show: yyyy-mm-dd HH:mm:ss");
    }

    public override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        var page = Page(context.Environment.Time.LocalTimeZone);
        PipelineNames.Check(pipeline.Value);
        using var session = await context.ConnectAsync(null, ct);
        var builds = await BuildsAsync(session, page, ct);
        if (json.IsSet)
        {
            JsonOutput.Print(context.Terminal, builds, WireJson.Default.IReadOnlyListBuild);
        }
        else
        {
            context.Print(BuildTable.Of(builds.Take(count.Value), context.Environment.Time));
        }

        return 0;
    }

    private PageRequest Page(TimeZoneInfo zone)
    {
        var from = Seconds(since.Value, "Since", zone);
        var to = Seconds(until.Value, "Until", zone);
        var problem = from > to && to > 0 ? "Cannot have --since after --until"
            : pipeline.IsSet && job.IsSet ? "Cannot specify both --pipeline and --job"
            : currentTeam.IsSet && allTeams.IsSet ? "Cannot specify both --all-teams and --current-team"
            : teams.IsSet && allTeams.IsSet ? "Cannot specify both --all-teams and --team"
            : null;
        return problem is null
            ? new PageRequest(from, to, count.Value, Timestamps: from > 0 || to > 0)
            : throw new FlyException(problem);
    }

    private static long Seconds(string? text, string name, TimeZoneInfo zone)
    {
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        if (!DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            throw new FlyException($"{name} time should be in the format: {TimeFormat}");
        }

        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUnixTimeSeconds();
    }

    private async Task<IReadOnlyList<Build>> BuildsAsync(TargetSession session, PageRequest page, CancellationToken ct)
    {
        var chosen = await TeamsAsync(session, ct);
        if (chosen.Count == 0 && !pipeline.IsSet && !job.IsSet)
        {
            return (await session.Client.BuildsAsync(page, ct)).Items;
        }

        var builds = new List<Build>();
        foreach (var team in chosen.Count > 0 ? chosen : [session.Team])
        {
            builds.AddRange(await OfTeamAsync(session, team, page, ct));
        }

        return builds;
    }

    private async Task<IReadOnlyList<string>> TeamsAsync(TargetSession session, CancellationToken ct) => allTeams.IsSet
        ? [.. (await session.Client.TeamsAsync(ct)).Select(t => t.Name ?? "")]
        : [.. currentTeam.IsSet ? [session.Team] : Array.Empty<string>(), .. teams.Values];

    private async Task<IReadOnlyList<Build>> OfTeamAsync(TargetSession session, string team, PageRequest page, CancellationToken ct)
    {
        try
        {
            var builds = pipeline.Value is { } reference ? session.Client.PipelineBuildsAsync(team, reference, page, ct)
                : job.Value is { } j ? session.Client.JobBuildsAsync(team, j.Pipeline, j.Job, page, ct)
                : session.Client.TeamBuildsAsync(team, page, ct);
            return (await builds).Items;
        }
        catch (ResourceNotFoundException) when (pipeline.IsSet || job.IsSet)
        {
            throw new CommandFailedException(pipeline.IsSet ? "pipeline not found" : "pipeline/job not found");
        }
    }
}
