namespace Concourse.Runtime.Sandboxes;

/// <summary>Whom a sandbox belongs to; the <c>meta_*</c> columns of <c>containers</c>. Empty where it does not apply.</summary>
public sealed record SandboxMetadata
{
    /// <summary><c>check</c>, <c>get</c>, <c>put</c>, <c>task</c> or <c>run</c>.</summary>
    public required string Type { get; init; }

    public string StepName { get; init; } = "";

    /// <summary>Dotted 1-based path of nested <c>attempts</c>, for example <c>2.1</c>.</summary>
    public string Attempt { get; init; } = "";

    public string TeamName { get; init; } = "";

    public string PipelineName { get; init; } = "";

    /// <summary>Instance variables of the pipeline as JSON text.</summary>
    public string PipelineInstanceVars { get; init; } = "";

    public string JobName { get; init; } = "";

    public string BuildName { get; init; } = "";
}
