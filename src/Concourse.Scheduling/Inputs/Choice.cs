namespace Concourse.Scheduling.Inputs;

/// <summary>A resolver's verdict on one input: a version, or the reason why there is none.</summary>
internal sealed record Choice(string? VersionDigest, string? Failure, bool HasUnusedAfter, IReadOnlyList<long> SourceBuildIds)
{
    public static Choice Of(string versionDigest, bool hasUnusedAfter = false) => new(versionDigest, null, hasUnusedAfter, []);

    public static Choice Of(string versionDigest, bool hasUnusedAfter, IReadOnlyList<long> sourceBuildIds) =>
        new(versionDigest, null, hasUnusedAfter, sourceBuildIds);

    public static Choice Failed(string reason) => new(null, reason, false, []);
}
