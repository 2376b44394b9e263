using System.Text;
using System.Text.Json;
using Concourse.Core.Configuration;
using Concourse.Core.Events;
using Concourse.Core.Json;
using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Engine.Builds;
using Concourse.Engine.Journal;
using Concourse.Engine.Scopes;

namespace Concourse.Engine.Steps;

/// <summary>Sets a local variable from a file of the build (engine chapter §9).</summary>
internal sealed class LoadVarStep(LoadVarPlan plan, BuildRun run, StepServices services) : ILeaf
{
    private static readonly string[] Formats = ["raw", "trim", "yml", "yaml", "json"];

    public async Task<LeafEnd> RunAsync(LeafContext context)
    {
        var events = context.Events;
        await events.EmitAsync(new InitializeEvent(events.Origin, events.Now), context.Ct);
        var evaluated = await EvaluatedAsync(context);
        await events.EmitAsync(new StartEvent(events.Origin, events.Now), context.Ct);
        var value = await ReadAsync(evaluated, context);
        return new LeafEnd(
            new StepEnd { Outcome = StepOutcome.Success, Variables = [new NamedValue(plan.Name, value, IsSecret: !evaluated.Reveal)] },
            [
                events.Log(Origin.Stdout, $"var {plan.Name} fetched.\n"),
                events.Log(Origin.Stdout, $"added var {plan.Name} to build.\n"),
                new FinishEvent(events.Origin, events.Now, true),
            ]);
    }

    private async Task<LoadVarPlan> EvaluatedAsync(LeafContext context)
    {
        try
        {
            return PlanJson.Interpolated(plan, await run.EvaluateAsync(PlanJson.Template(plan), context.Scope, context.Ct));
        }
        catch (ConfigFormatException e)
        {
            throw new StepException(e.Message, e);
        }
    }

    private async Task<Value> ReadAsync(LoadVarPlan evaluated, LeafContext context)
    {
        var file = evaluated.File;
        var (artifact, path) = ArtifactPath.Parse(file) ?? throw new StepException($"file '{file}' does not specify where the file lives");
        var format = Format(evaluated);
        if (context.Scope.Artifact(artifact) is not Artifact.Tree tree)
        {
            throw new StepException($"unknown artifact source: '{artifact}' in file path '{path}'");
        }

        var bytes = await new ArtifactFiles(services.Sandboxes).ReadAsync(tree, path, context.Ct)
            ?? throw new StepException($"file '{path}' not found within artifact '{artifact}'");
        return Parse(bytes, format, file);
    }

    private static string Format(LoadVarPlan evaluated)
    {
        if (evaluated.Format.Length > 0)
        {
            return Formats.Contains(evaluated.Format) ? evaluated.Format : throw new StepException($"invalid format {evaluated.Format}");
        }

        var extension = Path.GetExtension(evaluated.File).TrimStart('.');
        return Formats.Contains(extension) ? extension : "trim";
    }

    private static Value Parse(byte[] bytes, string format, string file)
    {
        try
        {
            // Numbers keep their text, so that they may stand inside longer texts.
            return format switch
            {
                "raw" => Encoding.UTF8.GetString(bytes),
                "trim" => Encoding.UTF8.GetString(bytes).Trim(),
                "json" => Json(bytes),
                _ => Numbers.AsText(ConfigReader.Document(bytes)),
            };
        }
        catch (JsonException e)
        {
            throw new StepException($"failed to parse {file} in format json: {e.Message}", e);
        }
        catch (ConfigFormatException e)
        {
            throw new StepException($"failed to parse {file} in format yaml: {e.Message}", e);
        }
    }

    private static Value Json(byte[] bytes)
    {
        var value = JsonText.First(bytes, out var rest);
        return rest.Trim(" \t\r\n"u8) is [] or [(byte)']' or (byte)'}', ..]
            ? value
            : throw new JsonException("invalid json: characters found after top-level value");
    }
}
