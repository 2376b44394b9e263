using Concourse.Database.Scheduling;
namespace Concourse.Scheduling.Inputs;

/// <summary>A build offered to the group resolver.</summary>
/// <param name="Build">The build and its outputs.</param>
/// <param name="HasUnusedAfter">It comes from the builds newer than the last used one of an <c>every</c> input.</param>
internal readonly record struct PassedBuild(SuccessfulBuild Build, bool HasUnusedAfter);
