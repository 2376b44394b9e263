using Concourse.Core.Configuration;
using Concourse.Core.Validation;
using Concourse.Core.Values;
using Concourse.Core.Variables;
using Concourse.Core.Yaml;
using Fly.Arguments;
using Fly.CommandLine;
using Fly.Templates;
using Fly.Terminals;

namespace Fly.Commands;

internal sealed class ValidatePipelineCommand : Command
{
    private readonly Flag<PathArgument> config;
    private readonly Switch strict;
    private readonly Switch output;
    private readonly ListFlag<KeyValuePair<VarReference, Value>> vars;
    private readonly ListFlag<KeyValuePair<VarReference, Value>> yamlVars;
    private readonly ListFlag<PathArgument> varFiles;

    public ValidatePipelineCommand()
        : base("validate-pipeline", "Validate a pipeline file", "vp")
    {
        config = Flag('c', "config", PathArgument.Type, "Pipeline file, - for the standard input", required: true);
        strict = Switch('s', "strict", "Fail on warnings and unknown keys");
        output = Switch('o', "output", "Print the pipeline with its vars filled in");
        Switch(null, "enable-across-step", "Accepted for compatibility; the across step is always enabled");
        vars = List('v', "var", VarFlags.Text, "A var and its text: NAME=STRING");
        yamlVars = List('y', "yaml-var", VarFlags.Yaml, "A var and its YAML value: NAME=YAML");
        varFiles = List('l', "load-vars-from", PathArgument.Type, "YAML file with vars");
    }

    public override Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        var template = new TemplateFiles(config.Value!) { Vars = vars.Values, YamlVars = yamlVars.Values, VarFiles = varFiles.Values };
        var document = template.Evaluate(context.Terminal.Input);
        var result = PipelineValidator.Validate(
            strict.IsSet ? ConfigReader.StrictPipeline(document) : ConfigReader.LenientPipeline(document));
        ConfigMessages.PrintWarnings(context.Terminal, [.. result.Warnings.Select(w => (w.Type, w.Message))]);
        if (result.Errors.Count > 0)
        {
            ConfigMessages.PrintErrors(context.Terminal, "Error loading existing config", result.Errors);
            foreach (var place in ConfigMessages.Places(config.Value!.Path, result.Mistakes))
            {
                context.Terminal.PrintError(place);
            }
        }

        if (result.Errors.Count > 0 || (strict.IsSet && result.Warnings.Count > 0))
        {
            throw new FlyException("configuration invalid");
        }

        context.Terminal.Print(output.IsSet ? YamlWriter.Text(document) : "looks good");
        return Task.FromResult(0);
    }
}
