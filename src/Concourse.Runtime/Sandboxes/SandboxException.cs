namespace Concourse.Runtime.Sandboxes;

/// <summary>A sandbox cannot be made or has failed for good; the message says why and what to do.</summary>
public sealed class SandboxException(string message, Exception? inner = null) : Exception(message, inner);
