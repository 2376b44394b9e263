namespace Concourse.Core.Variables;

/// <summary>A <c>((var))</c> cannot be resolved or used where it stands; the message is upstream's.</summary>
public sealed class VarException(string message) : Exception(message);
