namespace Concourse.Database.Scheduling;

/// <summary>The next version of an <c>every</c> input.</summary>
/// <param name="VersionDigest">The version.</param>
/// <param name="HasUnusedAfter">Another unused version follows it.</param>
public sealed record NextVersion(string VersionDigest, bool HasUnusedAfter);
