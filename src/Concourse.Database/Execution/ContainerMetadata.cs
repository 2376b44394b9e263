namespace Concourse.Database.Execution;

/// <summary>The <c>meta_*</c> columns of a container, for <c>fly containers</c> and <c>fly hijack</c>; zero values where they do not apply.</summary>
public sealed record ContainerMetadata
{
    /// <summary><c>check</c>, <c>get</c>, <c>put</c> or <c>task</c>.</summary>
    public required string Type { get; init; }

    public string StepName { get; init; } = "";

    public string Attempt { get; init; } = "";

    public string WorkingDirectory { get; init; } = "";

    public string ProcessUser { get; init; } = "";

    public int PipelineId { get; init; }

    public int JobId { get; init; }

    public long BuildId { get; init; }

    public string PipelineName { get; init; } = "";

    /// <summary>JSON text, or empty.</summary>
    public string PipelineInstanceVars { get; init; } = "";

    public string JobName { get; init; } = "";

    public string BuildName { get; init; } = "";
}
