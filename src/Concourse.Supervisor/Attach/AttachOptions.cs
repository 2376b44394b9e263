namespace Concourse.Supervisor.Attach;

/// <summary>How a helper serves a client.</summary>
internal sealed record AttachOptions
{
    /// <summary>How long main may take to come up: its image is pulled, its node is busy.</summary>
    public required TimeSpan Wait { get; init; }

    /// <summary>The folder whose sub-folders are the sandbox's volumes; null: none are served.</summary>
    public string? Volumes { get; init; }

    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Silence after which the client counts as dead.</summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(45);
}
