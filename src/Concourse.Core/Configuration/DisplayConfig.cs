using Concourse.Core.Values;

namespace Concourse.Core.Configuration;

/// <summary>How the UI shows the pipeline.</summary>
public sealed record DisplayConfig
{
    public string BackgroundImage { get; init; } = "";

    /// <summary>A CSS filter.</summary>
    public string BackgroundFilter { get; init; } = "";

    public SourcePosition Position { get; init; }
}
