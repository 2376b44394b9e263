namespace Concourse.Web.Api;

/// <summary>What the server says of itself.</summary>
public sealed record ServerIdentity
{
    /// <summary>The Concourse release whose clients this server talks to.</summary>
    public string Version { get; init; } = "8.2.5";

    public string WorkerVersion { get; init; } = "2.5";

    /// <summary>Version of this implementation.</summary>
    public string OwnVersion { get; init; } = typeof(ServerIdentity).Assembly.GetName().Version?.ToString(3) ?? "";

    public required Uri ExternalUrl { get; init; }

    public string ClusterName { get; init; } = "";

    public bool GlobalResources { get; init; }

    public bool BuildRerun { get; init; }

    public bool CacheStreamedVolumes { get; init; }

    public bool ResourceCausality { get; init; }
}
