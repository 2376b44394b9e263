namespace Concourse.Scheduling.Inputs;

/// <summary>A version under consideration for one input of a group, with the passed jobs that vouch for it so far.</summary>
internal sealed record Candidate(string VersionDigest, IReadOnlySet<int> VouchingJobs, IReadOnlyList<long> SourceBuildIds, bool HasUnusedAfter)
{
    public static Candidate Of(string versionDigest, int jobId, long buildId, bool hasUnusedAfter) =>
        new(versionDigest, new HashSet<int> { jobId }, [buildId], hasUnusedAfter);

    public Candidate VouchedBy(int jobId, long buildId, bool hasUnusedAfter) => new(
        VersionDigest,
        new HashSet<int>(VouchingJobs) { jobId },
        SourceBuildIds.Contains(buildId) ? SourceBuildIds : [.. SourceBuildIds, buildId],
        HasUnusedAfter || hasUnusedAfter);
}
