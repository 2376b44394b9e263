namespace Concourse.Database.Encryption;

/// <summary>A column cannot be read with the configured encryption keys, or a key cannot be used.</summary>
public sealed class ColumnCipherException(string message, Exception? cause = null) : Exception(message, cause);
