using System.Text;
using Concourse.Client;
using Concourse.Client.Http;
using Concourse.Client.Wire;
using Concourse.Core;
using Concourse.Core.Configuration;
using Concourse.Core.Diffing;
using Concourse.Core.Json;
using Concourse.Core.Validation;
using Concourse.Core.Values;
using Concourse.Core.Yaml;
using Fly.Targets;
using Fly.Terminals;

namespace Fly.Commands;

/// <summary>One <c>set-pipeline</c>: shows what would change, asks, saves and says what happened (fly.md §9.7).</summary>
internal sealed class PipelineUpdate(FlyContext context, TargetSession session, PipelineRef pipeline)
{
    private const string ManagedByPipeline =
        "\e[1;33mWARNING: pipeline has been configured through the 'set_pipeline' step, your changes may be overwritten on the next 'set_pipeline' step execution\e[0m\n";

    private readonly Terminal terminal = context.Terminal;

    /// <summary>The pipeline's file, for places.</summary>
    public required string File { get; init; }

    /// <summary>Whether the user is asked before saving.</summary>
    public required bool Asks { get; init; }

    public required bool DryRun { get; init; }

    public required bool CheckCredentials { get; init; }

    /// <summary>Whether the changes are coloured.</summary>
    public required bool Colour { get; init; }

    /// <summary>The team named on the command line, or empty.</summary>
    public required string GivenTeam { get; init; }

    public async Task RunAsync(Value document, CancellationToken ct)
    {
        var stored = await session.Client.PipelineConfigAsync(session.Team, pipeline, ct);
        var existing = stored is null ? PipelineConfig.Empty : ConfigReader.PipelineJson(JsonTextWriter.Text(stored.Config));
        var config = ConfigReader.LenientPipeline(document);

        var diff = ConfigDiff.Between(existing, config);
        terminal.Out.Write(DiffText.Render(diff, Colour));
        ConfigMessages.PrintWarnings(terminal, Warnings(config));
        if (diff.Count == 0)
        {
            terminal.Print("no changes to apply");
            return;
        }

        PrintName();
        if (DryRun)
        {
            terminal.Print("Dry-run mode was set, exiting.");
            return;
        }

        if (await session.Client.PipelineAsync(session.Team, pipeline, ct) is { ParentJobId: > 0, ParentBuildId: > 0 })
        {
            terminal.Print(ManagedByPipeline);
        }

        if (Asks && !terminal.Confirm("apply configuration?"))
        {
            terminal.Print("bailing out");
            return;
        }

        var saved = await SaveAsync(document, stored?.Version ?? "", ct);
        var updated = await session.Client.PipelineAsync(session.Team, pipeline, ct);
        ConfigMessages.PrintWarnings(terminal, [.. saved.Warnings.Select(w => (w.Type, w.Message))]);
        PrintResult(saved, updated);
    }

    private async Task<SavedConfig> SaveAsync(Value document, string version, CancellationToken ct)
    {
        try
        {
            var text = Encoding.UTF8.GetBytes(YamlWriter.Text(document));
            return await session.Client.SavePipelineConfigAsync(session.Team, pipeline, version, text, CheckCredentials, ct);
        }
        catch (InvalidConfigException e)
        {
            // The server saw the filled-in text; the places that help are those in the user's file.
            throw new FlyException(string.Join('\n', ConfigMessages.Places(File, Mistakes(document)).Prepend(e.Message)));
        }
    }

    private static IReadOnlyList<Mistake> Mistakes(Value document)
    {
        try
        {
            return PipelineValidator.Validate(ConfigReader.Pipeline(document)).Mistakes;
        }
        catch (ConfigFormatException e)
        {
            return [new Mistake(e.Message, e.Position, e.Hint)];
        }
    }

    private List<(string Type, string Message)> Warnings(PipelineConfig config)
    {
        var warnings = new List<(string Type, string Message)>();
        if (GivenTeam.Length > 0)
        {
            Identifier.Check(GivenTeam, "team", out var warning);
            warnings.AddRange(warning is null ? [] : [(warning.Type, warning.Message)]);
        }

        // Errors are the server's to find: it may know more than this fly does.
        warnings.AddRange(PipelineValidator.Validate(config).Warnings.Select(w => (w.Type, w.Message)));
        return warnings;
    }

    private void PrintName()
    {
        terminal.Print($"\e[1mpipeline name: \e[0m{pipeline.Name}");
        if (pipeline.InstanceVars is { } vars)
        {
            terminal.Print("\e[1mpipeline instance vars:\e[0m");
            foreach (var line in YamlWriter.Text(vars).TrimEnd('\n').Split('\n'))
            {
                terminal.Print($"  {line}");
            }
        }

        terminal.Print("");
    }

    private void PrintResult(SavedConfig saved, Pipeline? updated)
    {
        if (saved.Created)
        {
            var query = InstanceVarsQuery.Format(pipeline.InstanceVars);
            var path = $"/teams/{session.Team}/pipelines/{pipeline.Name}{(query.Length > 0 ? "?" : "")}{query}";
            terminal.Print("pipeline created!");
            terminal.Print($"you can view your pipeline here: {new Uri(new Uri(session.Target.Api), path).AbsoluteUri}");
        }
        else
        {
            terminal.Print("configuration updated");
        }

        if (updated is { Paused: true })
        {
            terminal.Print("\nthe pipeline is currently paused. to unpause, either:");
            terminal.Print("  - run the unpause-pipeline command:");
            terminal.Print($"    {UnpauseCommand()}");
            terminal.Print("  - click play next to the pipeline in the web ui");
        }
    }

    private string UnpauseCommand()
    {
        var reference = pipeline.ToString();
        var quoted = reference.Contains('"') ? GoText.Quote(reference) : reference;
        var command = $"{context.Environment.Program} -t {session.Name} unpause-pipeline -p {quoted}";
        return GivenTeam.Length > 0 ? $"{command} --team {GivenTeam}" : command;
    }
}
