namespace Concourse.Database.Schema;

/// <summary>The database holds something this server cannot start on; the message says what and what to do about it.</summary>
public sealed class UnsupportedSchemaException(string message) : Exception(message);
