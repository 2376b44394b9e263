using Concourse.Core.Configuration;
using Concourse.Core.Diffing;

namespace Concourse.Core.Tests.Configuration;

/// <summary>Expected texts are written by hand from pipeline-config.md §11.</summary>
public sealed class ConfigDiffTests
{
    [Fact]
    public void An_unchanged_config_differs_in_nothing()
    {
        const string Text = "jobs: [{name: j, plan: [{get: r, params: {n: 300}}]}]\nresources: [{name: r, type: t}]";
        Assert.Empty(Diff(Text, Text.Replace("300", "300.0")));
    }

    [Fact]
    public void A_change_of_a_prototype_is_not_compared() =>
        Assert.Empty(Diff("prototypes: [{name: p, type: a}]", "prototypes: [{name: p, type: b}]"));

    [Fact]
    public void Sections_come_in_order_with_removed_and_changed_items_before_added_ones() => Assert.Equal(
        """
        groups:
          group g has been removed:
          - jobs:
          - - j
          - name: g
            
        resources:
          resource r has changed:
            name: r
            source:
          -   a: 1
          +   a: 2
            type: t
            
          resource s has been added:
          + name: s
          + source: null
          + type: t
            
        jobs:
          job j has changed:
            name: j
            plan:
            - get: r
          +   trigger: true
            
          display configuration has been added:
          + background_image: /x
            
          user_data has been added:
          + - 1
            

        """.Replace("\r", ""),
        Plain(Diff(
            "groups: [{name: g, jobs: [j]}]\nresources: [{name: r, type: t, source: {a: 1}}]\njobs: [{name: j, plan: [{get: r}]}]",
            "resources: [{name: r, type: t, source: {a: 2}}, {name: s, type: t}]\njobs: [{name: j, plan: [{get: r, trigger: true}]}]\n"
            + "display: {background_image: /x}\nuser_data: [1]")));

    [Fact]
    public void A_moved_group_is_shown_although_its_content_is_the_same()
    {
        var lines = Diff("groups: [{name: a}, {name: b}]", "groups: [{name: b}, {name: a}]");
        Assert.Equal(["group a has changed:", "group b has changed:"], lines.Where(l => l.Kind == DiffKind.Heading).Select(l => l.Text));
    }

    [Fact]
    public void Colours_and_backspaces_are_upstreams() => Assert.Equal(
        "groups:\n  \u001b[0;33mgroup g has been added:\u001b[0m\n  \b\b\u001b[0;32m+\u001b[0m \u001b[0;32mname: g\u001b[0m\n  \n",
        DiffText.Render(Diff("{}", "groups: [{name: g}]")));

    private static IReadOnlyList<DiffLine> Diff(string before, string after) =>
        ConfigDiff.Between(ConfigReader.LenientPipeline(before), ConfigReader.LenientPipeline(after));

    // Readable in the test: the sign where a terminal would show it.
    private static string Plain(IEnumerable<DiffLine> lines) => string.Concat(lines.Select(l => l.Kind switch
    {
        DiffKind.Section => l.Text,
        DiffKind.Heading => "  " + l.Text,
        DiffKind.Added => "  + " + l.Text,
        DiffKind.Removed => "  - " + l.Text,
        _ => "    " + l.Text,
    } + "\n"));
}
