using System.Text.Json.Serialization.Metadata;
using Concourse.Client;
using Concourse.Core;
using Fly.Arguments;
using Fly.CommandLine;
using Fly.Terminals;

namespace Fly.Commands;

/// <summary>A command that lists what a pipeline has of one kind, as a table or as JSON.</summary>
internal abstract class PipelineListing<T> : Command
{
    private readonly Flag<PipelineRef> pipeline;
    private readonly Switch json;
    private readonly Flag<string> team;

    /// <param name="kind">What is listed, in the plural: also the command's name.</param>
    /// <param name="alias">The command's short name.</param>
    protected PipelineListing(string kind, string alias)
        : base(kind, $"List the {kind} of a pipeline", alias)
    {
        pipeline = Flag('p', "pipeline", References.Pipeline, $"Pipeline whose {kind} to show", required: true);
        json = Switch(null, "json", "Print the answer of the API as JSON");
        team = Flag(null, "team", References.Team, "Team of the pipeline, if not the target's");
    }

    /// <summary>How the list is written as JSON.</summary>
    protected abstract JsonTypeInfo<IReadOnlyList<T>> Json { get; }

    /// <summary>Names of the table's columns.</summary>
    protected abstract IReadOnlyList<string> Columns { get; }

    public sealed override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        using var session = await context.ConnectAsync(team.Value, ct);
        var items = await ListAsync(session.Client, session.Team, pipeline.Value!, ct);
        if (json.IsSet)
        {
            JsonOutput.Print(context.Terminal, items, Json);
            return 0;
        }

        var table = new Table(Columns);
        foreach (var item in items)
        {
            table.Add(Row(item));
        }

        context.Print(table);
        return 0;
    }

    protected abstract Task<IReadOnlyList<T>> ListAsync(ConcourseClient client, string team, PipelineRef pipeline, CancellationToken ct);

    protected abstract IReadOnlyList<Cell> Row(T item);
}
