using Fly.Arguments;
using Fly.CommandLine;

namespace Fly.Commands;

internal sealed class AbortBuildCommand : Command
{
    private readonly Flag<JobReference> job;
    private readonly Flag<string> build;
    private readonly Flag<string> team;

    public AbortBuildCommand()
        : base("abort-build", "Stop a build", "ab")
    {
        job = Flag('j', "job", References.Job, "Job of the build: PIPELINE/JOB");
        build = Flag('b', "build", FlagTypes.Text, "Name of the job's build, or id of any build", required: true);
        team = Flag(null, "team", References.Team, "Team of the job, if not the target's");
    }

    public override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        using var session = await context.ConnectAsync(team.Value, ct);
        var found = job.Value is { } reference
            ? await session.Client.JobBuildAsync(session.Team, reference.Pipeline, reference.Job, build.Value!, ct)
            : await session.Client.BuildAsync(GoInteger.Parse(build.Value!, "strconv.Atoi"), ct);
        await session.Client.AbortBuildAsync((found ?? throw new FlyException("build does not exist")).Id, ct);
        context.Terminal.Print("build successfully aborted");
        return 0;
    }
}
