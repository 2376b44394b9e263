namespace Concourse.Database.Scheduling;

/// <summary>A resolved row of <c>next_build_inputs</c>.</summary>
public sealed record NextInput(string Name, bool FirstOccurrence);
