namespace Fly;

/// <summary>Something went wrong that the user is told as <c>error: MESSAGE</c>.</summary>
internal class FlyException(string message) : Exception(message);

/// <summary>Something went wrong whose whole text on stderr is the message; the program ends with 1.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);

/// <summary>The command needs a target and none was named.</summary>
internal sealed class NoTargetException() : Exception("no target specified");

/// <summary>fly and the server differ in their major or minor version.</summary>
internal sealed class VersionMismatchException(string message) : Exception(message);
