namespace Concourse.Database.Scheduling;

/// <summary>A successful build with the versions it vouches for.</summary>
/// <param name="BuildId">The build.</param>
/// <param name="Outputs">By ascending resource id; within a resource, outputs of put steps before inputs.</param>
public sealed record SuccessfulBuild(long BuildId, IReadOnlyList<BuildOutput> Outputs);
