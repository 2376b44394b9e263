using System.Net;
using Concourse.Database.Connections;
using Concourse.Database.Encryption;
using Concourse.JetBridge;

namespace Concourse.Web.Hosting;

/// <summary>Everything a web node is told at start; flags and environment are read into it and nowhere else.</summary>
public sealed record WebOptions
{
    public IPAddress BindIp { get; init; } = IPAddress.Any;

    /// <summary>0 picks a free port.</summary>
    public int BindPort { get; init; } = 8080;

    /// <summary>Null: made of address and port.</summary>
    public Uri? ExternalUrl { get; init; }

    public DatabaseOptions Database { get; init; } = new();

    public EncryptionKeys EncryptionKeys { get; init; } = EncryptionKeys.None;

    public AuthOptions Auth { get; init; } = new();

    public SecurityHeaders Headers { get; init; } = new();

    public IntervalOptions Intervals { get; init; } = new();

    public RuntimeOptions Runtime { get; init; } = new();

    public string ClusterName { get; init; } = "";

    public bool EnableGlobalResources { get; init; }

    public bool EnableResourceCausality { get; init; }

    public bool EnableRerunWhenWorkerDisappears { get; init; }

    public bool EnableCacheStreamedVolumes { get; init; }

    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}

/// <summary>Who may log in and how.</summary>
public sealed record AuthOptions
{
    /// <summary>Names and passwords, plain or bcrypt; never printed.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> LocalUsers { get; init; } = [];

    /// <summary>Local users who own the main team.</summary>
    public IReadOnlyList<string> MainTeamLocalUsers { get; init; } = [];

    public string ClientId { get; init; } = "concourse-web";

    /// <summary>Null: derived from the signing key.</summary>
    public string? ClientSecret { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> AdditionalClients { get; init; } = [];

    /// <summary>PEM text of the RSA key; null: a key of this process alone.</summary>
    public string? SessionSigningKey { get; init; }

    public TimeSpan Duration { get; init; } = TimeSpan.FromHours(24);

    public string SystemClaimKey { get; init; } = "aud";

    public IReadOnlyList<string> SystemClaimValues { get; init; } = ["concourse-worker"];

    public IReadOnlyDictionary<string, string> DisplayUserIdPerConnector { get; init; } = new Dictionary<string, string>();

    /// <summary>Secrets are never printed.</summary>
    public override string ToString() => $"{LocalUsers.Count} local users";
}

/// <summary>Headers of every response; an empty one is left out.</summary>
public sealed record SecurityHeaders
{
    public string FrameOptions { get; init; } = "deny";

    public string ContentSecurityPolicy { get; init; } = "frame-ancestors 'none'";

    public string StrictTransportSecurity { get; init; } = "";
}

/// <summary>How often the background components run.</summary>
public sealed record IntervalOptions
{
    public TimeSpan ComponentRunner { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan LidarScanner { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan BuildTracker { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan ResourceChecking { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan Gc { get; init; } = TimeSpan.FromSeconds(30);

    public int JobSchedulingMaxInFlight { get; init; } = 32;
}

/// <summary>Where steps run: Kubernetes when a namespace is given, else a container engine on this machine.</summary>
public sealed record RuntimeOptions
{
    /// <summary>Null: no Kubernetes.</summary>
    public KubernetesOptions? Kubernetes { get; init; }

    /// <summary>Endpoint of the container engine; null: none, and then this node runs no steps.</summary>
    public Uri? DockerHost { get; init; }

    /// <summary>Name of the worker of a container engine; null: made from the engine's id.</summary>
    public string? LocalWorkerName { get; init; }

    public string? LocalStateDirectory { get; init; }

    public string? LocalNetwork { get; init; }

    public string? SupervisorPath { get; init; }

    /// <summary>Image of each base resource type.</summary>
    public IReadOnlyDictionary<string, string> ResourceTypeImages { get; init; } = new Dictionary<string, string>();
}

/// <summary>Which Kubernetes, and how pods are made there.</summary>
/// <param name="Kubeconfig">File; null: the configuration that a pod finds in its cluster.</param>
/// <param name="Driver">Settings of the driver; its resource types are resolved at start.</param>
public sealed record KubernetesOptions(string? Kubeconfig, JetBridgeOptions Driver);
