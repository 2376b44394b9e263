using Concourse.Client;
using Fly.Arguments;

namespace Fly.Commands;

internal sealed class UnpauseJobCommand() : JobChange("unpause-job", "Let a job run", "uj")
{
    protected override string Done => "unpaused";

    protected override Task ChangeAsync(ConcourseClient client, string team, JobReference job, CancellationToken ct) =>
        client.UnpauseJobAsync(team, job.Pipeline, job.Job, ct);
}
