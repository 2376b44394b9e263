using Concourse.Core.Configuration;
using Concourse.Core.Variables;

namespace Concourse.Core.Validation;

/// <summary>Var sources: known, supported, well configured, and free of circles. Checked as written, without interpolation.</summary>
internal static class VarSourceRules
{
    private static readonly string[] Supported = ["vault", "dummy", "ssm", "secretsmanager", "idtoken"];
    private static readonly string[] Unsupported = ["kubernetes", "credhub", "conjur"];

    public static void Check(IReadOnlyList<VarSourceConfig> sources, Findings findings)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (i, source) in sources.Index())
        {
            var place = new Place("var_sources", i, source.Name);
            findings.CheckIdentifier(source.Name, place.Identifier, source.Position);
            Check(source, place, names, findings);
        }

        if (VarSourceOrder.ByDependency(sources, out _) is { } error)
        {
            findings.Error($"failed to order by dependency: {error}");
        }
    }

    private static void Check(VarSourceConfig source, Place place, Dictionary<string, string> names, Findings findings)
    {
        void Error(string message) => findings.Error(message, source.Position);

        if (!Supported.Contains(source.Type) && !Unsupported.Contains(source.Type))
        {
            Error($"unknown credential manager type: {source.Type}");
            return;
        }

        if (Unsupported.Contains(source.Type))
        {
            Error($"credential manager type {source.Type} is not supported in pipeline yet");
        }

        if (names.TryGetValue(source.Name, out var other))
        {
            Error($"{other} and {place.Location} have the same name ('{source.Name}')");
        }

        names[source.Name] = place.Location;
        if (Unsupported.Contains(source.Type))
        {
            return;
        }

        var (failure, invalid) = VarSourceSettings.Check(source.Type, source.Config);
        if (failure is not null)
        {
            Error($"failed to create credential manager {source.Name}: {failure}");
        }
        else if (invalid is not null)
        {
            Error($"credential manager {source.Name} is invalid: {invalid}");
        }
    }
}
