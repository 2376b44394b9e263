namespace Concourse.Runtime.Images;

/// <summary>An image could not be found in, or read from, its registry. The message names image and cause, never a credential.</summary>
public sealed class RegistryException(string message, Exception? inner = null) : Exception(message, inner);
