namespace Concourse.Core.Planning;

/// <summary>A job cannot be planned; the message is upstream's. Such a build ends errored.</summary>
public sealed class PlanningException(string message) : Exception(message);
