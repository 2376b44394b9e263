using Concourse.Database.Scheduling;
namespace Concourse.Scheduling.Inputs;

/// <summary>
/// Chooses the versions of a job's inputs (scheduler chapter §3). Inputs without <c>passed</c> are chosen one by one; inputs
/// that share passed jobs are solved together. One unsolvable group leaves the others' choices standing.
/// </summary>
public static class InputResolver
{
    public static async Task<InputMapping> ResolveAsync(
        IReadOnlyList<InputConfiguration> inputs, IVersionHistory history, CancellationToken cancellationToken)
    {
        var choices = new Dictionary<string, Choice>(StringComparer.Ordinal);

        foreach (var input in inputs.Where(i => i.PassedJobIds.Count == 0))
        {
            choices[input.Name] = await SingleInputResolver.ResolveAsync(input, history, cancellationToken);
        }

        foreach (var group in PassedGroups.Of(inputs))
        {
            var resolver = new PassedGroupResolver(group, history);
            foreach (var (input, choice) in await resolver.ResolveAsync(cancellationToken))
            {
                choices[input.Name] = choice;
            }
        }

        var resolutions = new Dictionary<string, InputResolution>(StringComparer.Ordinal);
        foreach (var input in inputs)
        {
            var choice = choices[input.Name];
            resolutions[input.Name] = choice.Failure is { } reason
                ? new InputResolution.Unresolved(reason)
                : new InputResolution.Resolved(
                    input.ResourceId,
                    choice.VersionDigest!,
                    await history.IsFirstOccurrenceAsync(
                        input.JobId, input.Name, input.ResourceId, choice.VersionDigest!, cancellationToken),
                    choice.SourceBuildIds);
        }

        return new InputMapping(
            resolutions,
            Determined: choices.Values.All(c => c.Failure is null),
            RunAgain: choices.Values.Any(c => c.HasUnusedAfter));
    }
}
