using Fly.Arguments;
using Fly.Builds;
using Fly.CommandLine;

namespace Fly.Commands;

internal sealed class TriggerJobCommand : Command
{
    private readonly Flag<JobReference> job;
    private readonly Switch watch;
    private readonly Flag<string> team;

    public TriggerJobCommand()
        : base("trigger-job", "Start a build of a job", "tj")
    {
        job = Flag('j', "job", References.Job, "Job to start: PIPELINE/JOB", required: true);
        watch = Switch('w', "watch", "Watch the build");
        team = Flag(null, "team", References.Team, "Team of the job, if not the target's");
    }

    public override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        var reference = job.Value!;
        using var session = await context.ConnectAsync(team.Value, ct);
        var build = await session.Client.TriggerJobAsync(session.Team, reference.Pipeline, reference.Job, ct);
        return await BuildWatcher.StartedAsync(context, session, reference, build, watch.IsSet, ct);
    }
}
