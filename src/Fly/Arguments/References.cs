using Concourse.Core;
using Fly.CommandLine;

namespace Fly.Arguments;

/// <summary>A job of a pipeline: <c>PIPELINE[/INSTANCEVARS]/JOB</c>.</summary>
internal sealed record JobReference(PipelineRef Pipeline, string Job)
{
    public override string ToString() => $"{Pipeline}/{Job}";
}

/// <summary>A resource, or resource type, of a pipeline: <c>PIPELINE[/INSTANCEVARS]/RESOURCE</c>.</summary>
internal sealed record ResourceReference(PipelineRef Pipeline, string Resource)
{
    public override string ToString() => $"{Pipeline}/{Resource}";
}

/// <summary>Types of flags that name something in a team (fly.md §6).</summary>
internal static class References
{
    /// <summary><c>NAME[/INSTANCEVARS]</c>.</summary>
    public static FlagType<PipelineRef> Pipeline { get; } = new("flaghelpers.PipelineFlag", ParsePipeline);

    /// <summary>The same where the flag may be absent.</summary>
    public static FlagType<PipelineRef> OptionalPipeline { get; } = new("*flaghelpers.PipelineFlag", ParsePipeline);

    public static FlagType<JobReference> Job { get; } = new("flaghelpers.JobFlag", text =>
    {
        var (pipeline, job) = Split(text, "job");
        return new JobReference(pipeline, job);
    });

    public static FlagType<ResourceReference> Resource { get; } = new("flaghelpers.ResourceFlag", text =>
    {
        var (pipeline, resource) = Split(text, "resource");
        return new ResourceReference(pipeline, resource);
    });

    public static FlagType<string> Team { get; } = new("flaghelpers.TeamFlag", text => text);

    private static PipelineRef ParsePipeline(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new PipelineRef(text) : new PipelineRef(text[..slash], InstanceVarsText.Parse(text[(slash + 1)..]));
    }

    private static (PipelineRef Pipeline, string Name) Split(string text, string kind)
    {
        var first = text.IndexOf('/', StringComparison.Ordinal);
        var last = text.LastIndexOf('/');
        if (first < 0 || last == text.Length - 1)
        {
            throw new FormatException($"argument format should be <pipeline>/<{kind}>");
        }

        var vars = first == last ? null : InstanceVarsText.Parse(text[(first + 1)..last]);
        return (new PipelineRef(text[..first], vars), text[(last + 1)..]);
    }
}
