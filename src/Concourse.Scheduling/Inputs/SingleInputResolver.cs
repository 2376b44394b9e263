using Concourse.Database.Scheduling;
namespace Concourse.Scheduling.Inputs;

/// <summary>Inputs without <c>passed</c>: pinned, latest or every (scheduler chapter §3.3, §3.4).</summary>
internal static class SingleInputResolver
{
    public static async Task<Choice> ResolveAsync(
        InputConfiguration input, IVersionHistory history, CancellationToken cancellationToken)
    {
        if (input.PinnedVersion is { } pin)
        {
            return await history.FindPinnedAsync(input.ResourceId, pin, cancellationToken) is { } pinned
                ? Choice.Of(pinned)
                : Choice.Failed(ResolveErrors.PinnedNotFound(pin));
        }

        if (input.EveryVersion)
        {
            return await history.NextEveryAsync(input.JobId, input.ResourceId, cancellationToken) is { } next
                ? Choice.Of(next.VersionDigest, next.HasUnusedAfter)
                : Choice.Failed(ResolveErrors.VersionNotFound);
        }

        return await history.LatestAsync(input.ResourceId, cancellationToken) is { } latest
            ? Choice.Of(latest)
            : Choice.Failed(ResolveErrors.LatestNotFound);
    }
}
