namespace Concourse.Database.Scheduling;

/// <summary>A version that a successful build used or made.</summary>
public readonly record struct BuildOutput(int ResourceId, string VersionDigest);
