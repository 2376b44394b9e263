using Concourse.Runtime.Workers;

namespace Concourse.JetBridge;

/// <summary>Settings of the Kubernetes driver, from the flags of the group "Kubernetes Runtime" (jetbridge.md §2.1).</summary>
public sealed record JetBridgeOptions
{
    /// <summary><c>--kubernetes-namespace</c>: namespace of all pods, and part of the worker's name.</summary>
    public required string Namespace { get; init; }

    /// <summary>Image of the helper container; it holds the supervisor at <see cref="SupervisorPath"/>.</summary>
    public required string HelperImage { get; init; }

    /// <summary>Absolute path of the supervisor in the helper image.</summary>
    public string SupervisorPath { get; init; } = "/concourse-supervisor";

    /// <summary><c>--kubernetes-supervisor-delivery</c>.</summary>
    public SupervisorDelivery Delivery { get; init; } = SupervisorDelivery.PostStart;

    /// <summary>
    /// <c>--kubernetes-pod-startup-timeout</c>: how long scheduling, image pulls and the start of main may take in all.
    /// </summary>
    public TimeSpan PodStartupTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long the kubelet may take to report what happened to a container: it looks every second, but a node that evicts pods has
    /// other things to do as well.
    /// </summary>
    public TimeSpan ReportDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>--kubernetes-image-pull-secret</c> in order, then <c>--kubernetes-image-registry-secret</c>: names of secrets.</summary>
    public IReadOnlyList<string> ImagePullSecrets { get; init; } = [];

    /// <summary><c>--kubernetes-service-account</c>: its token is mounted into main only; null: no token anywhere.</summary>
    public string? ServiceAccount { get; init; }

    /// <summary>Base resource types and the images that serve them.</summary>
    public IReadOnlyList<WorkerResourceType> ResourceTypes { get; init; } = [];

    /// <summary>Name in the <c>workers</c> table.</summary>
    public string WorkerName => "k8s-" + Namespace;
}
