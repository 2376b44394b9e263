namespace Concourse.Runtime.Sandboxes;

/// <summary>The container engine or the Kubernetes API server did not answer, or answered that it is overloaded: try later.</summary>
public sealed class RuntimeUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
