namespace Concourse.Database.Notifications;

/// <summary>Names of NOTIFY channels other than components' own names. Source: scheduler chapter §1.3.</summary>
public static class Channels
{
    /// <summary>A build has new events, has started or has finished.</summary>
    public static string BuildEvents(long buildId) => $"build_events_{buildId}";

    /// <summary>A build shall be aborted.</summary>
    public static string BuildAbort(long buildId) => $"build_abort_{buildId}";

    /// <summary>The component that tracks started builds.</summary>
    public const string Tracker = "tracker";

    /// <summary>The component that schedules jobs. Upstream never notifies it and lets it poll; we do, so that builds start at once.</summary>
    public const string Scheduler = "scheduler";

    /// <summary>The component that creates checks.</summary>
    public const string Scanner = "scanner";

    /// <summary>Somebody reads the events of a running build; the payload is its events channel.</summary>
    public const string BeingWatchedBuildEvents = "being_watched_build_event_channel";

    /// <summary>A worker was changed; the payload is JSON from a trigger.</summary>
    public const string WorkerEvents = "worker_events_channel";

    /// <summary>A container was created or deleted; the payload is JSON from a trigger.</summary>
    public const string ContainerEvents = "container_events_channel";

    /// <summary>A team's roles were changed.</summary>
    public const string TeamCache = "team_cache";
}
