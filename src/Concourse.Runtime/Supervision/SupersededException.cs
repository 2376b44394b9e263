namespace Concourse.Runtime.Supervision;

/// <summary>Another owner with a higher epoch drives the sandbox now: give the build up at once, write nothing.</summary>
public sealed class SupersededException(string message) : Exception(message);
