using Concourse.Database.Scheduling;

namespace Concourse.Scheduling.Tests.Inputs;

/// <summary>A strict version history in memory: builds by id, versions by check order.</summary>
internal sealed class InMemoryHistory : IVersionHistory
{
    private readonly Dictionary<int, List<(string Digest, bool Enabled)>> versions = [];
    private readonly List<RecordedBuild> builds = [];
    private readonly List<(int JobId, string Input, int ResourceId, string Digest, (int JobId, long BuildId)[] Pipes)> uses = [];

    public InMemoryHistory Versions(int resourceId, params string[] digests)
    {
        versions[resourceId] = [.. digests.Select(d => (d.TrimEnd('!'), !d.EndsWith('!')))];
        return this;
    }

    /// <summary>A successful build; outputs in the order that the database keeps.</summary>
    public InMemoryHistory Build(long id, int jobId, params (int ResourceId, string Digest)[] outputs) => Rerun(id, null, jobId, outputs);

    public InMemoryHistory Rerun(long id, long? of, int jobId, params (int ResourceId, string Digest)[] outputs)
    {
        builds.Add(new RecordedBuild(id, of, jobId, [.. outputs.Select(o => new BuildOutput(o.ResourceId, o.Digest))]));
        return this;
    }

    public InMemoryHistory Used(int jobId, string input, int resourceId, string digest, params (int JobId, long BuildId)[] pipes)
    {
        uses.Add((jobId, input, resourceId, digest, pipes));
        return this;
    }

    public Task<string?> LatestAsync(int resourceId, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(Of(resourceId).LastOrDefault(v => v.Enabled).Digest);

    public Task<string?> FindPinnedAsync(int resourceId, string pinnedVersion, CancellationToken cancellationToken)
    {
        var digest = pinnedVersion.Split('"')[3];
        return Task.FromResult<string?>(Of(resourceId).Exists(v => v.Digest == digest) ? digest : null);
    }

    public Task<NextVersion?> NextEveryAsync(int jobId, int resourceId, CancellationToken cancellationToken)
    {
        var known = Of(resourceId);
        var highestUsed = known.FindLastIndex(v => uses.Exists(u => u.JobId == jobId && u.ResourceId == resourceId && u.Digest == v.Digest));
        var unused = highestUsed < 0 ? [] : known.Skip(highestUsed + 1).Where(v => v.Enabled).ToList();
        var used = known.Take(highestUsed < 0 ? known.Count : highestUsed + 1).LastOrDefault(v => v.Enabled).Digest;
        return Task.FromResult(
            unused.Count > 0 ? new NextVersion(unused[0].Digest, unused.Count > 1) : used is null ? null : new NextVersion(used, false));
    }

    public Task<bool> ExistsAsync(int resourceId, string versionDigest, CancellationToken cancellationToken) =>
        Task.FromResult(Of(resourceId).Exists(v => v.Digest == versionDigest));

    public Task<bool> IsDisabledAsync(int resourceId, string versionDigest, CancellationToken cancellationToken) =>
        Task.FromResult(Of(resourceId).Exists(v => v.Digest == versionDigest && !v.Enabled));

    public Task<bool> IsFirstOccurrenceAsync(
        int jobId, string inputName, int resourceId, string versionDigest, CancellationToken cancellationToken) =>
        Task.FromResult(!uses.Exists(u => u.JobId == jobId && u.Input == inputName && u.ResourceId == resourceId && u.Digest == versionDigest));

    public Task<IReadOnlyDictionary<int, long>?> LastUsedBuildsAsync(int jobId, int resourceId, CancellationToken cancellationToken)
    {
        var order = Of(resourceId).Select(v => v.Digest).ToList();
        var mine = uses.Where(u => u.JobId == jobId && u.ResourceId == resourceId).ToList();
        return Task.FromResult<IReadOnlyDictionary<int, long>?>(
            mine.Count == 0 ? null : mine.MaxBy(u => order.IndexOf(u.Digest)).Pipes.ToDictionary(p => p.JobId, p => p.BuildId));
    }

    public IAsyncEnumerable<SuccessfulBuild> NewestFirstAsync(
        int jobId, OutputConstraint constraint, CancellationToken cancellationToken) =>
        NewestFirst(jobId).Where(b => Matches(b, constraint)).Select(AsSuccessful).ToAsyncEnumerable();

    public IAsyncEnumerable<SuccessfulBuild> FromBackAsync(
        int jobId, long fromBuildId, OutputConstraint constraint, CancellationToken cancellationToken) =>
        NewestFirst(jobId).SkipWhile(b => b.Id != fromBuildId).Where(b => Matches(b, constraint)).Select(AsSuccessful).ToAsyncEnumerable();

    public IAsyncEnumerable<SuccessfulBuild> AfterAsync(int jobId, long afterBuildId, CancellationToken cancellationToken) =>
        NewestFirst(jobId).TakeWhile(b => b.Id != afterBuildId).Where(b => b.RerunOf != afterBuildId).Reverse().Select(AsSuccessful).ToAsyncEnumerable();

    private IEnumerable<RecordedBuild> NewestFirst(int jobId) =>
        builds.Where(b => b.JobId == jobId).OrderByDescending(b => b.RerunOf ?? b.Id).ThenByDescending(b => b.Id);

    private static bool Matches(RecordedBuild build, OutputConstraint constraint) => constraint.Versions.All(
        c => c.Value.All(digest => build.Outputs.Contains(new BuildOutput(c.Key, digest))));

    private static SuccessfulBuild AsSuccessful(RecordedBuild build) => new(build.Id, build.Outputs);

    private List<(string Digest, bool Enabled)> Of(int resourceId) => versions.GetValueOrDefault(resourceId, []);

    private sealed record RecordedBuild(long Id, long? RerunOf, int JobId, IReadOnlyList<BuildOutput> Outputs);
}
