using Concourse.Core.Configuration;
using Concourse.Core.Validation.VarSources;

namespace Concourse.Core.Validation;

/// <summary>
/// Validates a pipeline with upstream's messages in upstream's order (pipeline-config.md §9). Where upstream's order is
/// that of a hash table, ours is the order of the config.
/// </summary>
public static class PipelineValidator
{
    public static ValidationResult Validate(PipelineConfig config)
    {
        var findings = new Findings();
        var index = new PipelineIndex(config);

        GroupRules.Check(config, index, findings);
        findings.EndSection("groups");

        Resources(config, index, findings);
        findings.EndSection("resources");

        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        Types("resource_types", config.ResourceTypes ?? [], types, findings);
        findings.EndSection("resource types");

        Types("prototypes", config.Prototypes ?? [], types, findings);
        findings.EndSection("prototypes");

        VarSourceRules.Check(config.VarSources ?? [], findings);
        findings.EndSection("variable sources");

        JobRules.Check(index, findings);
        findings.EndSection("jobs");

        if (config.Display is { } display && DisplayRules.Error(display.BackgroundImage) is { } error)
        {
            findings.Error(error, display.Position);
        }

        findings.EndSection("display config");

        CycleRules.Check(index, findings);
        findings.EndSection("jobs");

        return findings.Result();
    }

    private static void Resources(PipelineConfig config, PipelineIndex index, Findings findings)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (i, resource) in (config.Resources ?? []).Index())
        {
            var place = new Place("resources", i, resource.Name);
            findings.CheckIdentifier(resource.Name, place.Identifier, resource.Position);
            place.CheckNameAndType(names, resource.Type, resource.Position, findings);
        }

        var used = index.UsedResources;
        foreach (var resource in config.Resources ?? [])
        {
            if (!used.Contains(resource.Name))
            {
                findings.Error($"resource '{resource.Name}' is not used", resource.Position);
            }
        }
    }

    private static void Types(string section, IReadOnlyList<CustomType> types, Dictionary<string, string> names, Findings findings)
    {
        foreach (var (i, type) in types.Index())
        {
            var place = new Place(section, i, type.Name);
            findings.CheckIdentifier(type.Name, place.Identifier, type.Position);
            place.CheckNameAndType(names, type.Type, type.Position, findings);
        }
    }
}
