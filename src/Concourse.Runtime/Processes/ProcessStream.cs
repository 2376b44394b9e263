namespace Concourse.Runtime.Processes;

/// <summary>Names an output of a process.</summary>
public enum ProcessStream
{
    Stdout = 1,
    Stderr = 2,
}
