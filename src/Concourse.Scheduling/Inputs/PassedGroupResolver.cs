using Concourse.Database.Scheduling;
namespace Concourse.Scheduling.Inputs;

/// <summary>
/// Solves inputs that share passed jobs: finds one version per input such that, for every passed job of the input, one
/// successful build of that job used or made it, and inputs that name the same job agree on that build
/// (scheduler chapter §3.5). Depth-first with backtracking; the last failed set of versions is not tried twice in a row.
/// </summary>
internal sealed class PassedGroupResolver(IReadOnlyList<InputConfiguration> inputs, IVersionHistory history)
{
    private readonly Candidate?[] candidates = new Candidate?[inputs.Count];
    private readonly string?[] pinnedDigests = new string?[inputs.Count];
    private readonly PassedBuilds passedBuilds = new(inputs, history);
    private string?[]? doomed;

    public async Task<IReadOnlyList<(InputConfiguration Input, Choice Choice)>> ResolveAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].PinnedVersion is not { } pin)
            {
                continue;
            }

            pinnedDigests[i] = await history.FindPinnedAsync(inputs[i].ResourceId, pin, cancellationToken);
            if (pinnedDigests[i] is null)
            {
                return FailAll(ResolveErrors.PinnedNotFound(pin));
            }
        }

        if (!await SolveAsync(cancellationToken) || Array.Exists(candidates, c => c is null))
        {
            return FailAll(ResolveErrors.NoSatisfiableBuilds);
        }

        return [.. inputs.Zip(candidates, (input, c) => (input, Choice.Of(c!.VersionDigest, c.HasUnusedAfter, c.SourceBuildIds)))];
    }

    private List<(InputConfiguration, Choice)> FailAll(string reason) => [.. inputs.Select(i => (i, Choice.Failed(reason)))];

    private async Task<bool> SolveAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            foreach (var jobId in inputs[i].PassedJobIds)
            {
                if (candidates[i] is { } known && known.VouchingJobs.Contains(jobId))
                {
                    continue;
                }

                var builds = await passedBuilds.ForAsync(i, jobId, candidates, cancellationToken);
                if (builds is not null)
                {
                    return await TryBuildsAsync(i, jobId, builds, cancellationToken);
                }
            }
        }

        return true;
    }

    /// <summary>Tries the builds in turn; with each that vouches for the input, solves all the rest anew.</summary>
    private async Task<bool> TryBuildsAsync(
        int inputIndex, int jobId, IAsyncEnumerable<PassedBuild> builds, CancellationToken cancellationToken)
    {
        await foreach (var build in builds.WithCancellation(cancellationToken))
        {
            var before = (Candidate?[])candidates.Clone();
            var agrees = await ApplyAsync(build, jobId, cancellationToken);
            if (agrees && candidates[inputIndex] is { } candidate && candidate.VouchingJobs.Contains(jobId) && !IsDoomed())
            {
                if (await SolveAsync(cancellationToken))
                {
                    return true;
                }

                doomed = Versions();
            }

            before.CopyTo(candidates, 0);
        }

        return false;
    }

    /// <summary>Lets a build vouch for every input of the group that names its job; false when it contradicts a candidate.</summary>
    private async Task<bool> ApplyAsync(PassedBuild passed, int jobId, CancellationToken cancellationToken)
    {
        var changed = new bool[inputs.Count];
        foreach (var output in passed.Build.Outputs)
        {
            for (var i = 0; i < inputs.Count; i++)
            {
                if (changed[i] || inputs[i].ResourceId != output.ResourceId || !inputs[i].PassedJobIds.Contains(jobId))
                {
                    continue;
                }

                if (candidates[i] is { } existing && existing.VersionDigest != output.VersionDigest)
                {
                    return false;
                }

                if ((pinnedDigests[i] is { } pinned && pinned != output.VersionDigest) ||
                    await history.IsDisabledAsync(output.ResourceId, output.VersionDigest, cancellationToken))
                {
                    continue;
                }

                if (candidates[i] is null && !await history.ExistsAsync(output.ResourceId, output.VersionDigest, cancellationToken))
                {
                    return true;
                }

                candidates[i] = candidates[i]?.VouchedBy(jobId, passed.Build.BuildId, passed.HasUnusedAfter)
                    ?? Candidate.Of(output.VersionDigest, jobId, passed.Build.BuildId, passed.HasUnusedAfter);
                changed[i] = true;
            }
        }

        return true;
    }

    private string?[] Versions() => Array.ConvertAll(candidates, c => c?.VersionDigest);

    private bool IsDoomed() => doomed is not null && doomed.AsSpan().SequenceEqual(Versions());
}
