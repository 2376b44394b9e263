using Concourse.Core.Configuration;
using Concourse.Core.Values;

namespace Concourse.Core.Variables.Sources;

/// <summary>
/// Where a pipeline's builds look credentials up (pipeline-config.md §7.4): in the var source that a reference names, then in the
/// global manager by the bare path.
/// </summary>
public static class PipelineVariables
{
    /// <summary>Sets the var sources up, each with the help of those it depends on.</summary>
    /// <param name="sources">As the pipeline configures them.</param>
    /// <param name="global">The installation's secret manager.</param>
    /// <param name="team">Name of the pipeline's team.</param>
    /// <param name="pipeline">Name of the pipeline.</param>
    /// <param name="ct">Ends the lookups in other sources' secrets.</param>
    /// <exception cref="VarException">A var source cannot be set up; upstream's message.</exception>
    public static async Task<IVariables> OpenAsync(
        IReadOnlyList<VarSourceConfig>? sources, IVariables global, string team, string pipeline, CancellationToken ct)
    {
        // Without sources the global manager is asked, whatever source a reference names.
        if (sources is not { Count: > 0 })
        {
            return global;
        }

        if (VarSourceOrder.ByDependency(sources, out var ordered) is { } error)
        {
            throw new VarException(error);
        }

        var opened = new Dictionary<string, IVariables>(StringComparer.Ordinal);
        var all = new VariableScopes(new NamedSources(opened), global);
        foreach (var source in ordered)
        {
            var settings = await SettingsAsync(source, all, ct).ConfigureAwait(false);
            opened[source.Name] = Open(source, settings, team, pipeline);
        }

        return all;
    }

    private static async Task<MapValue> SettingsAsync(VarSourceConfig source, IVariables soFar, CancellationToken ct)
    {
        Value settings;
        try
        {
            settings = await VarTemplate.InterpolateAsync(source.Config ?? NullValue.Instance, soFar, requireAll: true, ct).ConfigureAwait(false);
        }
        catch (VarException e)
        {
            throw new VarException($"evaluate var_source '{source.Name}' error: {e.Message}");
        }

        return settings as MapValue ?? throw new VarException($"var_source '{source.Name}' invalid config");
    }

    private static IVariables Open(VarSourceConfig source, MapValue settings, string team, string pipeline)
    {
        if (source.Type != "dummy")
        {
            return new UnreadableSource(source);
        }

        return settings.TryGetValue("vars", out var vars) && vars is MapValue secrets
            ? new DummySource(secrets, team, pipeline)
            : throw new VarException($"create var_source '{source.Name}' error: invalid vars config: {GoFormat.Type(vars)}");
    }
}
