using Concourse.Client;
using Fly.Arguments;

namespace Fly.Commands;

internal sealed class PauseJobCommand() : JobChange("pause-job", "Keep a job from running", "pj")
{
    protected override string Done => "paused";

    protected override Task ChangeAsync(ConcourseClient client, string team, JobReference job, CancellationToken ct) =>
        client.PauseJobAsync(team, job.Pipeline, job.Job, ct);
}
