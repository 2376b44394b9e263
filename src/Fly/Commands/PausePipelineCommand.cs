using Concourse.Client;
using Concourse.Core;

namespace Fly.Commands;

internal sealed class PausePipelineCommand() : PipelineSelection("pause-pipeline", "Keep a pipeline from running", "pp")
{
    protected override string Done => "paused";

    protected override Task ChangeAsync(ConcourseClient client, string team, PipelineRef pipeline, CancellationToken ct) =>
        client.PausePipelineAsync(team, pipeline, ct);
}
