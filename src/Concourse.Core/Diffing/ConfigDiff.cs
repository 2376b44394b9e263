using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Json;
using Concourse.Core.Json;
using Concourse.Core.Values;
using Concourse.Core.Yaml;

namespace Concourse.Core.Diffing;

/// <summary>
/// What setting a pipeline would change (pipeline-config.md §11). Prototypes are not compared, as upstream does not.
/// </summary>
public static class ConfigDiff
{
    /// <summary>The lines to show; empty when nothing would change.</summary>
    public static IReadOnlyList<DiffLine> Between(PipelineConfig before, PipelineConfig after)
    {
        var lines = new List<DiffLine>();
        Section(lines, "groups:", "group", Items(before.Groups, g => g.Name, ConfigJson.Group), Items(after.Groups, g => g.Name, ConfigJson.Group), ordered: true);
        Section(
            lines, "variable source:", "variable source",
            Items(before.VarSources, v => v.Name, ConfigJson.VarSource), Items(after.VarSources, v => v.Name, ConfigJson.VarSource));
        Section(
            lines, "resources:", "resource",
            Items(before.Resources, r => r.Name, ConfigJson.Resource), Items(after.Resources, r => r.Name, ConfigJson.Resource));
        Section(
            lines, "resource types:", "resource type",
            Items(before.ResourceTypes, t => t.Name, ConfigJson.CustomType), Items(after.ResourceTypes, t => t.Name, ConfigJson.CustomType));
        Section(lines, "jobs:", "job", Items(before.Jobs, j => j.Name, ConfigJson.Job), Items(after.Jobs, j => j.Name, ConfigJson.Job));
        Single(lines, "display configuration", Display(before), Display(after));
        Single(lines, "user_data", before.UserData, after.UserData);
        return lines;
    }

    private static List<(string Name, Value Value)> Items<T>(
        IReadOnlyList<T>? items, Func<T, string> name, Action<JsonTextWriter, T> write) =>
        [.. (items ?? []).Select(i => (name(i), (Value)ConfigJson.Value(write, i)))];

    private static MapValue? Display(PipelineConfig config) =>
        config.Display is null ? null : ConfigJson.Value(ConfigJson.Display, config.Display);

    private static void Section(
        List<DiffLine> lines,
        string section,
        string label,
        List<(string Name, Value Value)> before,
        List<(string Name, Value Value)> after,
        bool ordered = false)
    {
        var found = new List<DiffLine>();
        var oldNames = FirstByName(before);
        var newNames = FirstByName(after);
        foreach (var (index, (name, value)) in before.Index())
        {
            if (!newNames.TryGetValue(name, out var newIndex))
            {
                Item(found, $"{label} {name}", value, null);
                continue;
            }

            if (!value.Equals(after[newIndex].Value))
            {
                Item(found, $"{label} {name}", value, after[newIndex].Value);
            }

            // A group that moved is shown too, a second time if it changed besides.
            if (ordered && index != newIndex)
            {
                Item(found, $"{label} {name}", value, after[newIndex].Value);
            }
        }

        foreach (var (name, value) in after.Where(a => !oldNames.ContainsKey(a.Name)))
        {
            Item(found, $"{label} {name}", null, value);
        }

        if (found.Count > 0)
        {
            lines.Add(new DiffLine(DiffKind.Section, section));
            lines.AddRange(found);
        }
    }

    private static Dictionary<string, int> FirstByName(List<(string Name, Value Value)> items)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, item) in items.Index())
        {
            names.TryAdd(item.Name, index);
        }

        return names;
    }

    private static void Single(List<DiffLine> lines, string label, Value? before, Value? after)
    {
        if (!Equals(before, after))
        {
            Item(lines, label, before, after);
        }
    }

    private static void Item(List<DiffLine> lines, string label, Value? before, Value? after)
    {
        var what = before is null ? "added" : after is null ? "removed" : "changed";
        lines.Add(new DiffLine(DiffKind.Heading, $"{label} has {(what == "changed" ? "" : "been ")}{what}:"));
        lines.AddRange(LineDiff.Lines(Yaml(before), Yaml(after)));
    }

    private static string[] Yaml(Value? value) => (value is null ? "" : YamlWriter.Text(value)).Split('\n');
}
