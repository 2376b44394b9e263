using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Steps;
using Concourse.Core.Values;
using Concourse.Core.Variables;

namespace Concourse.Core.Validation;

/// <summary>
/// Whether the vars of a pipeline's resource types, resources and tasks are known (pipeline-config.md §10, <c>check_creds</c>).
/// As upstream, it asks the installation's secret manager alone, also for vars of other sources.
/// </summary>
public static class CredentialCheck
{
    /// <returns>Upstream's message about all that is missing, or null.</returns>
    public static async Task<string?> FailureAsync(PipelineConfig config, IVariables credentials, CancellationToken ct)
    {
        var errors = new List<string>();
        foreach (var template in Templates(config))
        {
            await TryAsync(() => VarTemplate.InterpolateAsync(template, credentials, requireAll: true, ct).AsTask()).ConfigureAwait(false);
        }

        foreach (var task in Tasks(config))
        {
            await TryAsync(() => VarTemplate.InterpolateAsync(Texts(task.Params), credentials, requireAll: true, ct).AsTask()).ConfigureAwait(false);
            await TryAsync(() => VarTemplate.InterpolateAsync(task.Vars ?? MapValue.Empty, credentials, requireAll: true, ct).AsTask()).ConfigureAwait(false);
            if (task.Config is { } inline)
            {
                await TryAsync(() => TaskTemplate.InterpolateAsync(inline, credentials, requireAll: true, ct)).ConfigureAwait(false);
            }
        }

        return errors.Count == 0 ? null : $"credential validation failed\n\n{GoErrors.Text(errors)}";

        async Task TryAsync(Func<Task> interpolate)
        {
            try
            {
                await interpolate().ConfigureAwait(false);
            }
            catch (Exception e) when (e is VarException or ConfigFormatException)
            {
                errors.Add(e.Message);
            }
        }
    }

    private static IEnumerable<Value> Templates(PipelineConfig config) =>
    [
        .. (config.ResourceTypes ?? []).Select(t => t.Source ?? MapValue.Empty),
        .. (config.Resources ?? []).SelectMany(r => (Value[])[r.Source ?? MapValue.Empty, r.WebhookToken]),
    ];

    private static IEnumerable<TaskStep> Tasks(PipelineConfig config) =>
        (config.Jobs ?? []).SelectMany(j => StepWalk.Leaves(j.AsStep())).OfType<TaskStep>();

    private static MapValue Texts(IReadOnlyDictionary<string, string>? texts) =>
        new([.. (texts ?? new Dictionary<string, string>()).Select(t => new MapEntry(t.Key, t.Value))]);
}
