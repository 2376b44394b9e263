using System.Runtime.CompilerServices;
using Concourse.Database.Scheduling;

namespace Concourse.Scheduling.Inputs;

/// <summary>Which builds of a passed job to try for an input, in which order (the table of scheduler chapter §3.5).</summary>
internal sealed class PassedBuilds(IReadOnlyList<InputConfiguration> inputs, IVersionHistory history)
{
    private IReadOnlyDictionary<int, long>? lastUsed;

    /// <summary>The builds; null to skip the job for now, because another job of the input is to vouch first.</summary>
    public async Task<IAsyncEnumerable<PassedBuild>?> ForAsync(
        int inputIndex, int jobId, IReadOnlyList<Candidate?> candidates, CancellationToken cancellationToken)
    {
        var input = inputs[inputIndex];
        var hasCandidate = candidates[inputIndex] is not null;
        var constraint = hasCandidate ? ConstraintFor(jobId, candidates) : OutputConstraint.None;

        if (input.EveryVersion)
        {
            lastUsed ??= await history.LastUsedBuildsAsync(input.JobId, input.ResourceId, cancellationToken);
            if (lastUsed is not null)
            {
                if (lastUsed.TryGetValue(jobId, out var lastUsedBuild))
                {
                    return UnusedThenUsed(jobId, lastUsedBuild, constraint, cancellationToken);
                }

                if (!hasCandidate && input.PassedJobIds.Any(lastUsed.ContainsKey))
                {
                    return null;
                }
            }
        }

        return Used(history.NewestFirstAsync(jobId, constraint, cancellationToken), cancellationToken);
    }

    private OutputConstraint ConstraintFor(int jobId, IReadOnlyList<Candidate?> candidates)
    {
        var versions = new Dictionary<int, IReadOnlyList<string>>();
        for (var i = 0; i < inputs.Count; i++)
        {
            if (candidates[i] is { } candidate && inputs[i].PassedJobIds.Contains(jobId))
            {
                var known = versions.GetValueOrDefault(inputs[i].ResourceId, []);
                versions[inputs[i].ResourceId] = known.Contains(candidate.VersionDigest) ? known : [.. known, candidate.VersionDigest];
            }
        }

        return new OutputConstraint(versions);
    }

    private async IAsyncEnumerable<PassedBuild> UnusedThenUsed(
        int jobId, long lastUsedBuild, OutputConstraint constraint, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var build in history.AfterAsync(jobId, lastUsedBuild, cancellationToken))
        {
            yield return new PassedBuild(build, HasUnusedAfter: true);
        }

        await foreach (var build in history.FromBackAsync(jobId, lastUsedBuild, constraint, cancellationToken))
        {
            yield return new PassedBuild(build, HasUnusedAfter: false);
        }
    }

    private static async IAsyncEnumerable<PassedBuild> Used(
        IAsyncEnumerable<SuccessfulBuild> builds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var build in builds.WithCancellation(cancellationToken))
        {
            yield return new PassedBuild(build, HasUnusedAfter: false);
        }
    }
}
