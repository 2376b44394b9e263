using Concourse.Core.Plans;
using Concourse.Engine.Builds;

namespace Concourse.Engine.Containers;

/// <summary>What a worker must offer for a step (engine chapter §16.3).</summary>
public sealed record WorkerRequirements
{
    public required int TeamId { get; init; }

    /// <summary>A base resource type, or empty.</summary>
    public string ResourceType { get; init; } = "";

    /// <summary><c>linux</c>, or empty.</summary>
    public string Platform { get; init; } = "";

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>For a step that runs a resource's scripts.</summary>
    public static WorkerRequirements Of(ResourcePlan plan, BuildInfo build) => new()
    {
        TeamId = build.TeamId,
        ResourceType = plan.Image.BaseType,
        Tags = plan.Tags ?? [],
    };

    /// <summary>The requirements as upstream's error names them.</summary>
    public string Describe()
    {
        var parts = new List<string>();
        if (ResourceType.Length > 0)
        {
            parts.Add($"resource type '{ResourceType}'");
        }

        if (Platform.Length > 0)
        {
            parts.Add($"platform '{Platform}'");
        }

        parts.AddRange(Tags.Select(tag => $"tag '{tag}'"));
        return string.Join(", ", parts);
    }
}
