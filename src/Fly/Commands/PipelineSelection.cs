using Concourse.Client;
using Concourse.Client.Http;
using Concourse.Core;
using Fly.Arguments;
using Fly.CommandLine;
using Fly.Targets;

namespace Fly.Commands;

/// <summary>A command that does one thing to a pipeline, or to all of the team.</summary>
internal abstract class PipelineSelection : Command
{
    private readonly Flag<PipelineRef> pipeline;
    private readonly Switch all;
    private readonly Flag<string> team;

    protected PipelineSelection(string name, string description, string alias)
        : base(name, description, alias)
    {
        pipeline = Flag('p', "pipeline", References.OptionalPipeline, "Pipeline to change");
        all = Switch('a', "all", "Change all pipelines of the team");
        team = Flag(null, "team", References.Team, "Team of the pipeline, if not the target's");
    }

    /// <summary>What was done, for the message: <c>paused</c>.</summary>
    protected abstract string Done { get; }

    public sealed override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        if (pipeline.IsSet == all.IsSet)
        {
            throw new CommandFailedException(all.IsSet
                ? "only one of the flags '-p, --pipeline' or '-a, --all' is allowed"
                : "one of the flags '-p, --pipeline' or '-a, --all' is required");
        }

        PipelineNames.Check(pipeline.Value);
        using var session = await context.ConnectAsync(team.Value, ct);
        foreach (var reference in pipeline.Value is { } one ? [one] : await AllAsync(session, ct))
        {
            try
            {
                await ChangeAsync(session.Client, session.Team, reference, ct);
            }
            catch (ResourceNotFoundException)
            {
                throw new CommandFailedException($"pipeline '{reference}' not found\n");
            }

            context.Terminal.Print($"{Done} '{reference}'");
        }

        return 0;
    }

    protected abstract Task ChangeAsync(ConcourseClient client, string team, PipelineRef pipeline, CancellationToken ct);

    private static async Task<IEnumerable<PipelineRef>> AllAsync(TargetSession session, CancellationToken ct) =>
        (await session.Client.PipelinesAsync(session.Team, ct)).Select(p => new PipelineRef(p.Name, p.InstanceVars));
}
