namespace Concourse.Runtime.Supervision;

/// <summary>A position in each output of a process, in bytes since it began.</summary>
public readonly record struct OutputPosition(long Stdout, long Stderr);
