namespace Concourse.Database.Containers;

/// <summary>What users see of a container. Empty texts and zeros mean absent.</summary>
public sealed record ContainerMetadata
{
    /// <summary><c>check</c>, <c>get</c>, <c>put</c>, <c>task</c> or <c>run</c>.</summary>
    public string Type { get; init; } = "";

    public string StepName { get; init; } = "";

    /// <summary>For example <c>1.2</c>.</summary>
    public string Attempt { get; init; } = "";

    public string WorkingDirectory { get; init; } = "";

    public string User { get; init; } = "";

    public int PipelineId { get; init; }

    public int JobId { get; init; }

    public long BuildId { get; init; }

    public string PipelineName { get; init; } = "";

    /// <summary>JSON object.</summary>
    public string PipelineInstanceVars { get; init; } = "";

    public string JobName { get; init; } = "";

    public string BuildName { get; init; } = "";
}
