namespace Concourse.Client.Wire;

/// <summary>A background component of the cluster. <see cref="Interval"/> is in nanoseconds.</summary>
public sealed record Component(string Name, long Interval, string LastRan, bool Paused);
