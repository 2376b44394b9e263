namespace Concourse.Database.Execution;

/// <summary>A source of a type: what resources, types and images with the same history share.</summary>
/// <param name="Id">Row of <c>resource_configs</c>.</param>
/// <param name="OriginBaseTypeId">The base type at the bottom of its chain of types.</param>
/// <param name="HasUniqueHistory">Its own base type wants one history per resource; never so for custom types.</param>
public sealed record ResourceConfigRow(int Id, int OriginBaseTypeId, bool HasUniqueHistory);
