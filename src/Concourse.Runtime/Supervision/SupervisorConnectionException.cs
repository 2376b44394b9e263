namespace Concourse.Runtime.Supervision;

/// <summary>The stream to the helper broke or went silent. What runs in the sandbox goes on; connecting again may help.</summary>
public sealed class SupervisorConnectionException(string message, Exception? inner = null) : IOException(message, inner);
