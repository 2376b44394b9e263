namespace Concourse.Runtime.Supervision;

/// <summary>How a client talks with the supervisors of its sandboxes.</summary>
public sealed record SupervisorOptions
{
    /// <summary>How often either side says that it is alive.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Silence after which the other side counts as dead.</summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Bytes per stream that may be under way between a process and its consumer.</summary>
    public int OutputWindow { get; init; } = 1024 * 1024;

    /// <summary>Wait before the first attempt to connect again; doubles up to <see cref="LongestRetryDelay"/>.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Attempts in a row without an answer from the helper after which a sandbox counts as lost.</summary>
    public int AttemptsUntilLost { get; init; } = 12;

    /// <summary>How long an aborted process may take to end after TERM before it is killed.</summary>
    public TimeSpan AbortGrace { get; init; } = TimeSpan.FromSeconds(10);
}
