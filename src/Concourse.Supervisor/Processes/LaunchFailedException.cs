namespace Concourse.Supervisor.Processes;

/// <summary>A process could not be started.</summary>
internal sealed class LaunchFailedException(bool executableNotFound, int errno, string message) : Exception(message)
{
    public bool ExecutableNotFound { get; } = executableNotFound;

    public int Errno { get; } = errno;
}
