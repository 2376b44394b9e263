namespace Concourse.Scheduling.Collection;

/// <summary>How long things stay that somebody may still want to look into. Defaults are upstream's.</summary>
public sealed record CollectionOptions
{
    /// <summary>Containers of a one-off build after its end (<c>--gc-one-off-grace-period</c>).</summary>
    public TimeSpan OneOffGrace { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Containers of a job's latest build that did not succeed (<c>--gc-failed-grace-period</c>); zero = for ever.</summary>
    public TimeSpan FailedGrace { get; init; } = TimeSpan.FromHours(120);

    /// <summary>A container after the last hijack (<c>--gc-hijack-grace-period</c>).</summary>
    public TimeSpan HijackGrace { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A check after its end: somebody may still be reading its output.</summary>
    public TimeSpan CheckGrace { get; init; } = TimeSpan.FromMinutes(5);
}
