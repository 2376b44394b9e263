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
        await events.EmitAsync(new StartEvent(events.Origin, events.Now), context.Ct);
        var file = (await run.EvaluateAsync((Value)plan.File, context.Scope, context.Ct) as StringValue)?.Text ?? plan.File;
        var value = await ReadAsync(file, context);
        return new LeafEnd(
            new StepEnd { Outcome = StepOutcome.Success, Variables = [new NamedValue(plan.Name, value, IsSecret: !plan.Reveal)] },
            [
                events.Log(Origin.Stdout, $"var {plan.Name} fetched.\n"),
                events.Log(Origin.Stdout, $"added var {plan.Name} to build.\n"),
                new FinishEvent(events.Origin, events.Now, true),
            ]);
    }

    private async Task<Value> ReadAsync(string file, LeafContext context)
    {
        var slash = file.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            throw new StepException($"file '{file}' does not specify where the file lives");
        }

        var format = Format(file);
        var (artifact, path) = (file[..slash], file[(slash + 1)..]);
        if (context.Scope.Artifact(artifact) is not Artifact.Tree tree)
        {
            throw new StepException($"unknown artifact source: '{artifact}' in file path '{path}'");
        }

        var bytes = await new ArtifactFiles(services.Sandboxes).ReadAsync(tree, path, context.Ct)
            ?? throw new StepException($"file '{path}' not found within artifact '{artifact}'");
        return Parse(Encoding.UTF8.GetString(bytes), format, file);
    }

    private string Format(string file)
    {
        if (plan.Format.Length > 0)
        {
            return Formats.Contains(plan.Format) ? plan.Format : throw new StepException($"invalid format {plan.Format}");
        }

        var extension = Path.GetExtension(file).TrimStart('.');
        return Formats.Contains(extension) ? extension : "trim";
    }

    private static Value Parse(string text, string format, string file)
    {
        switch (format)
        {
            case "raw":
                return text;
            case "trim":
                return text.Trim();
            case "json":
                return Json(Encoding.UTF8.GetBytes(text), file);
            default:
                try
                {
                    return ConfigReader.Document(text);
                }
                catch (ConfigFormatException e)
                {
                    throw new StepException($"failed to parse {file} in format yaml: {e.Message}", e);
                }
        }
    }

    /// <summary>Upstream's decoder takes the first value and then asks whether another begins, for which a bracket is none.</summary>
    private static Value Json(ReadOnlySpan<byte> text, string file)
    {
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = JsonText.MaxDepth, AllowMultipleValues = true });
            if (!reader.Read())
            {
                throw Malformed("EOF");
            }

            var value = JsonText.Read(ref reader);
            var rest = text[(int)reader.BytesConsumed..].TrimStart(" \t\r\n"u8);
            return rest.IsEmpty || rest[0] is (byte)']' or (byte)'}' ? value : throw Malformed("invalid json: characters found after top-level value");
        }
        catch (JsonException e)
        {
            throw Malformed(GoJsonSyntax.MistakeIn(text) ?? e.Message);
        }

        StepException Malformed(string mistake) => new($"failed to parse {file} in format json: {mistake}");
    }
}
