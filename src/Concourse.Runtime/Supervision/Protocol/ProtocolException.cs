namespace Concourse.Runtime.Supervision.Protocol;

/// <summary>The other side sent what the protocol does not allow; the connection is of no more use.</summary>
internal sealed class ProtocolException(string message) : Exception(message);
