namespace Concourse.Database.Scheduling;

/// <summary>
/// What the resolver asks about versions and builds. Versions are named by digest and belong to the resource's current scope;
/// "enabled" means not in <c>resource_disabled_versions</c>.
/// </summary>
public interface IVersionHistory
{
    /// <summary>The enabled version with the highest check order; null when there is none or the resource has no scope.</summary>
    Task<string?> LatestAsync(int resourceId, CancellationToken cancellationToken);

    /// <summary>A version that contains the pin, enabled or not; null when none does.</summary>
    Task<string?> FindPinnedAsync(int resourceId, string pinnedVersion, CancellationToken cancellationToken);

    /// <summary>
    /// For <c>version: every</c>: the lowest enabled version above the highest one that the job has used, else the highest
    /// enabled one not above it; null when there is none.
    /// </summary>
    Task<NextVersion?> NextEveryAsync(int jobId, int resourceId, CancellationToken cancellationToken);

    Task<bool> ExistsAsync(int resourceId, string versionDigest, CancellationToken cancellationToken);

    Task<bool> IsDisabledAsync(int resourceId, string versionDigest, CancellationToken cancellationToken);

    /// <summary>No build of the job has used this version as an input of this name.</summary>
    Task<bool> IsFirstOccurrenceAsync(
        int jobId, string inputName, int resourceId, string versionDigest, CancellationToken cancellationToken);

    /// <summary>
    /// The builds that fed the build of <paramref name="jobId"/> which used the resource's newest version ever used by the
    /// job: upstream job id to build id. Null when the job has used none.
    /// </summary>
    Task<IReadOnlyDictionary<int, long>?> LastUsedBuildsAsync(int jobId, int resourceId, CancellationToken cancellationToken);

    /// <summary>Successful builds of a job, newest first (a rerun stands at its original's place), that match the constraint.</summary>
    IAsyncEnumerable<SuccessfulBuild> NewestFirstAsync(int jobId, OutputConstraint constraint, CancellationToken cancellationToken);

    /// <summary>As <see cref="NewestFirstAsync"/>, from <paramref name="fromBuildId"/> (included) back.</summary>
    IAsyncEnumerable<SuccessfulBuild> FromBackAsync(
        int jobId, long fromBuildId, OutputConstraint constraint, CancellationToken cancellationToken);

    /// <summary>Successful builds of a job newer than <paramref name="afterBuildId"/>, oldest first.</summary>
    IAsyncEnumerable<SuccessfulBuild> AfterAsync(int jobId, long afterBuildId, CancellationToken cancellationToken);
}
