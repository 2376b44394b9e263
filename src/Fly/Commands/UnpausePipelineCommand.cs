using Concourse.Client;
using Concourse.Core;

namespace Fly.Commands;

internal sealed class UnpausePipelineCommand() : PipelineSelection("unpause-pipeline", "Let a pipeline run", "up")
{
    protected override string Done => "unpaused";

    protected override Task ChangeAsync(ConcourseClient client, string team, PipelineRef pipeline, CancellationToken ct) =>
        client.UnpausePipelineAsync(team, pipeline, ct);
}
