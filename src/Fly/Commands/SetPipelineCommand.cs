using Concourse.Core;
using Concourse.Core.Values;
using Concourse.Core.Variables;
using Fly.Arguments;
using Fly.CommandLine;
using Fly.Templates;

namespace Fly.Commands;

internal sealed class SetPipelineCommand : Command
{
    private readonly Switch nonInteractive;
    private readonly Switch noColor;
    private readonly Switch dryRun;
    private readonly Switch checkCredentials;
    private readonly Flag<string> pipeline;
    private readonly Flag<PathArgument> config;
    private readonly ListFlag<KeyValuePair<VarReference, Value>> vars;
    private readonly ListFlag<KeyValuePair<VarReference, Value>> yamlVars;
    private readonly ListFlag<KeyValuePair<VarReference, Value>> instanceVars;
    private readonly ListFlag<PathArgument> varFiles;
    private readonly Flag<string> team;

    public SetPipelineCommand()
        : base("set-pipeline", "Create a pipeline or change its config", "sp")
    {
        nonInteractive = Switch('n', "non-interactive", "Apply without asking");
        noColor = Switch(null, "no-color", "Show the changes without colours");
        dryRun = Switch('d', "dry-run", "Only show the changes");
        checkCredentials = Switch(null, "check-creds", "Check the credentials against the secret manager");
        pipeline = Flag('p', "pipeline", FlagTypes.Text, "Pipeline to set", required: true);
        config = Flag('c', "config", PathArgument.Type, "Pipeline file, - for the standard input", required: true);
        vars = List('v', "var", VarFlags.Text, "A var and its text: NAME=STRING");
        yamlVars = List('y', "yaml-var", VarFlags.Yaml, "A var and its YAML value: NAME=YAML");
        instanceVars = List('i', "instance-var", VarFlags.Yaml, "An instance var and its YAML value: NAME=YAML");
        varFiles = List('l', "load-vars-from", PathArgument.Type, "YAML file with vars");
        team = Flag(null, "team", References.Team, "Team of the pipeline, if not the target's");
    }

    public override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        // As upstream, a check of the team's name takes the place of this one.
        if (string.IsNullOrEmpty(team.Value) && pipeline.Value!.Contains('/'))
        {
            throw new FlyException("pipeline name cannot contain '/'");
        }

        using var session = await context.ConnectAsync(team.Value, ct);
        var instance = instanceVars.Values.Count > 0 ? StaticVariables.Of(instanceVars.Values).Values : null;
        var template = new TemplateFiles(config.Value!)
        {
            Vars = vars.Values,
            YamlVars = yamlVars.Values,
            InstanceVars = instance,
            VarFiles = varFiles.Values,
        };
        var update = new PipelineUpdate(context, session, new PipelineRef(pipeline.Value!, instance))
        {
            File = config.Value!.Path,
            Asks = !nonInteractive.IsSet && !config.Value!.IsStandardInput,
            DryRun = dryRun.IsSet,
            CheckCredentials = checkCredentials.IsSet,
            Colour = !noColor.IsSet,
            GivenTeam = team.Value ?? "",
        };
        await update.RunAsync(template.Evaluate(context.Terminal.Input), ct);
        return 0;
    }
}
