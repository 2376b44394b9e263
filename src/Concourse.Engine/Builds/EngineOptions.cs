using Concourse.Core.Configuration.Tasks;

namespace Concourse.Engine.Builds;

/// <summary>What an installation decides about steps; names and defaults are those of upstream's flags.</summary>
public sealed record EngineOptions
{
    /// <summary>URL of the web UI without a slash at its end; empty: steps get no links.</summary>
    public string ExternalUrl { get; init; } = "";

    /// <summary>Null: gets without a <c>timeout</c> have none.</summary>
    public TimeSpan? DefaultGetTimeout { get; init; }

    public TimeSpan? DefaultPutTimeout { get; init; }

    public TimeSpan? DefaultTaskTimeout { get; init; }

    /// <summary>For checks without a <c>check_timeout</c>.</summary>
    public TimeSpan? ResourceCheckTimeout { get; init; } = TimeSpan.FromHours(1);

    public TimeSpan ResourceCheckingInterval { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan ResourceTypeCheckingInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Limits of tasks that say none.</summary>
    public ContainerLimits DefaultTaskLimits { get; init; } = new();

    /// <summary>How long an unused task cache without a <c>ttl</c> stays; null for ever.</summary>
    public TimeSpan? DefaultTaskCacheTtl { get; init; }

    /// <summary>Resources with equal configs share their version history.</summary>
    public bool EnableGlobalResources { get; init; }

    /// <summary>Take secrets out of logs.</summary>
    public bool RedactSecrets { get; init; } = true;

    /// <summary>How long a step that needs the container engine or the API server waits for one that does not answer.</summary>
    public TimeSpan RuntimePatience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Pause between tries for a lock that somebody else holds during a get.</summary>
    public TimeSpan GetLockInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Pause between tries for the lock of a resource's check.</summary>
    public TimeSpan CheckLockInterval { get; init; } = TimeSpan.FromSeconds(1);
}
