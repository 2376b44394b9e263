namespace Concourse.Database;

/// <summary>A rename or creation met an existing object of that name.</summary>
public sealed class NameTakenException(string message, Exception cause) : Exception(message, cause);
