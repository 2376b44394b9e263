namespace Concourse.Scheduling.Jobs;

/// <summary>Limits of the scheduler.</summary>
/// <param name="MaxInFlight">Jobs scheduled at once (<c>--job-scheduling-max-in-flight</c>).</param>
public sealed record SchedulerOptions(int MaxInFlight = 32);
