using Concourse.Core;
using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Json;
using Concourse.Core.Json;
using Concourse.Core.Yaml;
using Fly.Arguments;
using Fly.CommandLine;

namespace Fly.Commands;

internal sealed class GetPipelineCommand : Command
{
    private readonly Flag<PipelineRef> pipeline;
    private readonly Switch json;
    private readonly Flag<string> team;

    public GetPipelineCommand()
        : base("get-pipeline", "Print a pipeline's config", "gp")
    {
        pipeline = Flag('p', "pipeline", References.Pipeline, "Pipeline to print", required: true);
        json = Switch('j', "json", "Print JSON instead of YAML");
        team = Flag(null, "team", References.Team, "Team of the pipeline, if not the target's");
    }

    public override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        PipelineNames.Check(pipeline.Value);
        using var session = await context.ConnectAsync(team.Value, ct);
        var stored = await session.Client.PipelineConfigAsync(session.Team, pipeline.Value!, ct) ?? throw new FlyException("pipeline not found");
        var config = ConfigJson.Text(ConfigReader.PipelineJson(JsonTextWriter.Text(stored.Config)));
        context.Terminal.Out.Write(json.IsSet ? config : YamlWriter.Text(JsonText.Parse(config)));
        return 0;
    }
}
