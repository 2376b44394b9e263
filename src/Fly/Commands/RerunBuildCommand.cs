using Fly.Arguments;
using Fly.Builds;
using Fly.CommandLine;

namespace Fly.Commands;

internal sealed class RerunBuildCommand : Command
{
    private readonly Flag<JobReference> job;
    private readonly Flag<string> build;
    private readonly Switch watch;

    public RerunBuildCommand()
        : base("rerun-build", "Run a build again with the same inputs", "rb")
    {
        job = Flag('j', "job", References.Job, "Job of the build: PIPELINE/JOB", required: true);
        build = Flag('b', "build", FlagTypes.Text, "Name of the build", required: true);
        watch = Switch('w', "watch", "Watch the new build");
    }

    public override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        var reference = job.Value!;
        using var session = await context.ConnectAsync(null, ct);
        var rerun = await session.Client.RerunJobBuildAsync(session.Team, reference.Pipeline, reference.Job, build.Value!, ct);
        return await BuildWatcher.StartedAsync(context, session, reference, rerun, watch.IsSet, ct);
    }
}
