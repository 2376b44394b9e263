using Concourse.Client;
using Concourse.Client.Http;
using Fly.Arguments;
using Fly.CommandLine;

namespace Fly.Commands;

/// <summary>A command that does one thing to a job.</summary>
internal abstract class JobChange : Command
{
    private readonly Flag<JobReference> job;
    private readonly Flag<string> team;

    protected JobChange(string name, string description, string alias)
        : base(name, description, alias)
    {
        job = Flag('j', "job", References.Job, "Job to change: PIPELINE/JOB", required: true);
        team = Flag(null, "team", References.Team, "Team of the job, if not the target's");
    }

    /// <summary>What was done, for the message: <c>paused</c>.</summary>
    protected abstract string Done { get; }

    public sealed override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        var reference = job.Value!;
        using var session = await context.ConnectAsync(team.Value, ct);
        try
        {
            await ChangeAsync(session.Client, session.Team, reference, ct);
        }
        catch (ResourceNotFoundException)
        {
            throw new FlyException($"{reference} not found on team {session.Team}\n");
        }

        context.Terminal.Print($"{Done} '{reference.Job}'");
        return 0;
    }

    protected abstract Task ChangeAsync(ConcourseClient client, string team, JobReference job, CancellationToken ct);
}
