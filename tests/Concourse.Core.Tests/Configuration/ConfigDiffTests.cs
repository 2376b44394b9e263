using Concourse.Core.Configuration;
using Concourse.Core.Diffing;

namespace Concourse.Core.Tests.Configuration;

/// <summary>Expected texts are written by hand from pipeline-config.md §11.</summary>
public sealed class ConfigDiffTests
{
    private const int Steps = 30_000;

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
    public void Var_sources_types_and_the_display_are_compared_too() => Assert.Equal(
        """
        variable source:
          variable source v has changed:
            config:
              vars:
          -     a: 1
          +     a: "1"
            name: v
            type: dummy
            
          variable source w has been removed:
          - config: null
          - name: w
          - type: dummy
            
        resource types:
          resource type t has changed:
            name: t
          + privileged: true
            source: null
            type: a
            
          resource type u has been added:
          + check_every: 1h0m0s
          + name: u
          + source: {}
          + type: b
            
          display configuration has changed:
          - background_filter: blur
            background_image: /x
            
          user_data has been removed:
          - x
            

        """.Replace("\r", ""),
        Plain(Diff(
            "var_sources: [{name: v, type: dummy, config: {vars: {a: 1}}}, {name: w, type: dummy}]\n"
            + "resource_types: [{name: t, type: a}]\ndisplay: {background_image: /x, background_filter: blur}\nuser_data: x",
            "var_sources: [{name: v, type: dummy, config: {vars: {a: '1'}}}]\n"
            + "resource_types: [{name: t, type: a, privileged: true}, {name: u, type: b, source: {}, check_every: 60m}]\n"
            + "display: {background_image: /x}")));

    [Fact]
    public void A_group_that_changed_and_moved_is_shown_twice() => Assert.Equal(
        ["group a has changed:", "group a has changed:", "group b has been added:"],
        Diff("groups: [{name: a}]", "groups: [{name: b}, {name: a, jobs: [j]}]").Where(l => l.Kind == DiffKind.Heading).Select(l => l.Text));

    [Theory]
    [InlineData("{resources: [{name: r, type: t}]}", "{resources: [{name: r, type: t, source: {}}]}")]
    [InlineData("{jobs: [{name: j}]}", "{jobs: [{name: j, plan: []}]}")]
    public void What_is_missing_differs_from_what_is_empty_where_it_is_shown(string before, string after) => Assert.NotEmpty(Diff(before, after));

    [Theory]
    [InlineData("{groups: [{name: g}]}", "{groups: [{name: g, jobs: []}]}")]
    [InlineData("{jobs: [{name: j, plan: [{get: r}]}]}", "{jobs: [{name: j, plan: [{get: r, params: {}, passed: [], trigger: false}]}]}")]
    public void What_is_not_shown_does_not_differ(string before, string after) => Assert.Empty(Diff(before, after));

    [Fact]
    public void A_moved_group_is_shown_although_its_content_is_the_same()
    {
        var lines = Diff("groups: [{name: a}, {name: b}]", "groups: [{name: b}, {name: a}]");
        Assert.Equal(["group a has changed:", "group b has changed:"], lines.Where(l => l.Kind == DiffKind.Heading).Select(l => l.Text));
    }

    [Fact]
    public void A_job_of_tens_of_thousands_of_lines_that_all_changed_is_told_as_replaced()
    {
        var lines = Diff(Job("a"), Job("b"));
        Assert.Equal(Steps, lines.Count(l => l.Kind == DiffKind.Removed));
        Assert.Equal(Steps, lines.Count(l => l.Kind == DiffKind.Added));

        static string Job(string prefix) =>
            "jobs:\n- name: j\n  plan:\n" + string.Concat(Enumerable.Range(0, Steps).Select(i => $"  - get: {prefix}-{i}\n"));
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
