using Fly.Arguments;
using Fly.Builds;
using Fly.CommandLine;

namespace Fly.Commands;

internal sealed class WatchCommand : Command
{
    private readonly Flag<JobReference> job;
    private readonly Flag<string> build;
    private readonly Flag<string> url;
    private readonly Switch timestamps;
    private readonly Switch ignoreParsingErrors;
    private readonly Flag<string> team;

    public WatchCommand()
        : base("watch", "Show the output of a build", "w")
    {
        job = Flag('j', "job", References.Job, "Job whose build to show: PIPELINE/JOB");
        build = Flag('b', "build", FlagTypes.Text, "Name of the job's build, or id of any build");
        url = Flag('u', "url", FlagTypes.Text, "Address of the build or job");
        timestamps = Switch('t', "timestamps", "Show the local time of every line");
        ignoreParsingErrors = Switch(null, "ignore-event-parsing-errors", "Pass over events that this fly does not know");
        team = Flag(null, "team", References.Team, "Team of the job, if not the target's");
    }

    public override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        using var session = await context.ConnectAsync(team.Value, ct);
        var finder = new BuildFinder(session);
        var id = job.Value is { } reference ? (await finder.OfJobAsync(reference, build.Value, ct)).Id
            : build.Value is { Length: > 0 } text ? GoInteger.Parse(text, "strconv.Atoi")
            : url.Value is { Length: > 0 } address ? await finder.AtAddressAsync(address, ct)
            : (await finder.NewestOneOffAsync(ct)).Id;
        return await BuildWatcher.WatchAsync(context, session, id, new RenderOptions(timestamps.IsSet, ignoreParsingErrors.IsSet), ct);
    }
}
