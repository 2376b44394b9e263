namespace Concourse.Runtime.Supervision;

/// <summary>The helper could not do what was asked of a volume; the message says why.</summary>
public sealed class VolumeOperationException(string message) : IOException(message);
