namespace Concourse.Client.Wire;

/// <summary>What the server is (<c>GET /api/v1/info</c>).</summary>
public sealed record Info
{
    /// <summary>The Concourse release whose clients may talk to this server.</summary>
    public required string Version { get; init; }

    public required string WorkerVersion { get; init; }

    public required FeatureFlags FeatureFlags { get; init; }

    public string? ExternalUrl { get; init; }

    public string? ClusterName { get; init; }

    /// <summary>Version of this implementation; upstream's servers do not send it.</summary>
    public string? JetbridgeVersion { get; init; }
}

/// <summary>Optional behaviour that is switched on.</summary>
public sealed record FeatureFlags
{
    public bool BuildRerun { get; init; }

    public bool CacheStreamedVolumes { get; init; }

    public bool GlobalResources { get; init; }

    public bool ResourceCausality { get; init; }
}
