using Concourse.Core.Configuration;
using Concourse.Core.Variables;

namespace Concourse.Core.Validation.VarSources;

/// <summary>Var sources: known, supported, well configured, and free of circles. Checked as written, without interpolation.</summary>
internal static class VarSourceRules
{
    public static void Check(IReadOnlyList<VarSourceConfig> sources, Findings findings)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (i, source) in sources.Index())
        {
            var place = new Place("var_sources", i, source.Name);
            findings.CheckIdentifier(source.Name, place.Identifier, source.Position);
            Check(source, place, names, findings);
        }

        if (VarSourceOrder.ByDependency(sources, out var ordered) is { } error)
        {
            findings.Error($"failed to order by dependency: {error}", sources.Except(ordered).First().Position);
        }
    }

    private static void Check(VarSourceConfig source, Place place, Dictionary<string, string> names, Findings findings)
    {
        void Error(string message) => findings.Error(message, source.Position);

        if (!VarSourceSettings.IsKnown(source.Type))
        {
            Error($"unknown credential manager type: {source.Type}");
            return;
        }

        if (!VarSourceSettings.IsSupported(source.Type))
        {
            Error($"credential manager type {source.Type} is not supported in pipeline yet");
        }

        if (names.TryGetValue(source.Name, out var other))
        {
            Error($"{other} and {place.Location} have the same name ('{source.Name}')");
        }

        names[source.Name] = place.Location;
        if (VarSourceSettings.Check(source.Type, source.Config) is { } problem)
        {
            Error(problem.Message(source.Name));
        }
    }
}
