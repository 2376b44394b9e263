namespace Concourse.Database.Execution;

/// <summary>No worker has ever offered the base type.</summary>
public sealed class BaseResourceTypeNotFoundException(string name) : Exception($"base resource type not found: {name}");
