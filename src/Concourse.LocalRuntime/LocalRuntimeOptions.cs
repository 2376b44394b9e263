namespace Concourse.LocalRuntime;

/// <summary>How the one-machine runtime finds its engine and what it offers.</summary>
public sealed record LocalRuntimeOptions
{
    /// <summary>The Docker Engine API: <c>unix:///var/run/docker.sock</c>, <c>tcp://host:port</c>.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The static supervisor binary on this node, for the engine's operating system and CPU.</summary>
    public required string SupervisorPath { get; init; }

    /// <summary>Name of the worker; null: made from the engine's id, so that all nodes that share an engine agree.</summary>
    public string? WorkerName { get; init; }

    /// <summary>
    /// Where volumes and sandboxes live on the engine's host; this process need not see it. Null:
    /// <c>/var/lib/concourse-jetbridge/&lt;worker&gt;</c>.
    /// </summary>
    public string? StateDirectory { get; init; }

    /// <summary>Network of step containers, in the engine's words (<c>bridge</c>, <c>host</c>, a name); null: the engine's default.</summary>
    public string? Network { get; init; }

    /// <summary>Name servers of step containers; empty: the engine's default.</summary>
    public IReadOnlyList<string> DnsServers { get; init; } = [];

    /// <summary>Additional <c>name:address</c> lines of <c>/etc/hosts</c>.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init; } = [];

    /// <summary>Base resource types by name.</summary>
    public IReadOnlyDictionary<string, LocalResourceType> ResourceTypes { get; init; } = new Dictionary<string, LocalResourceType>();
}
