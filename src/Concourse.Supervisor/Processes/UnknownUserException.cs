namespace Concourse.Supervisor.Processes;

/// <summary>A user or group that the container does not know.</summary>
internal sealed class UnknownUserException(string message) : Exception(message);
