using System.Text.Json;
using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Json;
using Concourse.Core.Diffing;
using Concourse.Core.Json;
using Concourse.Core.Planning;
using Concourse.Core.Plans;
using Concourse.Core.Validation;
using Concourse.Core.Values;
using Concourse.Core.Variables;
using Concourse.Core.Versions;
using Concourse.Core.Yaml;

namespace Concourse.Core.Tests.Nesting;

/// <summary>Documents of ten thousand levels, as deep as upstream reads, go all the way; deeper ones get its message.</summary>
public sealed class DeepDocumentTests
{
    private const int Deepest = 10_000;

    // The pipeline, its jobs, a job, its plan, the innermost step and its params.
    private const int Around = 6;

    public static TheoryData<string> Kinds => ["try", "do", "in_parallel", "in_parallel steps", "ensure", "everything at once"];

    [Fact]
    public void Values_are_read_written_and_compared()
    {
        var json = Nested("[", "]", Deepest);
        var value = YamlText.Parse(json);
        Assert.Equal(json, value.ToString());
        Assert.True(value.Equals(JsonText.Parse(json)));
        Assert.Equal(value.GetHashCode(), JsonText.Parse(json).GetHashCode());
        Assert.True(value.Equals(YamlText.Parse(YamlWriter.Text(value))));
        Assert.True(value.Equals(YamlText.ParseUnique(json)));
    }

    [Fact]
    public void Maps_are_read_written_and_compared()
    {
        var json = Nested("{\"a\":", "}", Deepest, "1.50");
        var value = JsonText.Parse(json);
        Assert.Equal(json, value.ToString());
        var canonical = Numbers.Canonical(value);
        Assert.Equal(json.Replace("1.50", "1.5", StringComparison.Ordinal), canonical.ToString());
        Assert.True(canonical.Equals(YamlText.Parse(json)));
        Assert.Equal(canonical.GetHashCode(), YamlText.Parse(json).GetHashCode());
    }

    [Fact]
    public void Vars_are_found_and_replaced()
    {
        var template = YamlText.Parse(Nested("[", "]", Deepest, "((x))"));
        Assert.Equal(["x"], VarTemplate.Names(template));
        var filled = VarTemplate.Interpolate(template, [new StaticVariables(new MapValue(("x", "y")))], requireAll: true);
        Assert.Equal(Nested("[", "]", Deepest, "\"y\""), filled.ToString());
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    public void One_level_more_is_refused_with_upstreams_message(string open, string close)
    {
        var refused = Assert.Throws<ConfigFormatException>(() => ConfigReader.Pipeline(Nested(open, close, Deepest + 1)));
        Assert.Equal("error converting YAML to JSON: yaml: exceeded max depth of 10000", refused.Message);
    }

    [Fact]
    public void Blocks_are_refused_where_they_become_too_deep()
    {
        var refused = Assert.Throws<ConfigFormatException>(() => ConfigReader.Pipeline(string.Concat(Enumerable.Repeat("- ", Deepest + 1)) + "a"));
        Assert.Equal("error converting YAML to JSON: yaml: exceeded max depth of 10000", refused.Message);
        Assert.Equal(new SourcePosition(1, (2 * Deepest) + 1), refused.Position);
    }

    /// <summary>What upstream's YAML library takes, since it counts blocks and brackets apart, but its JSON library does not.</summary>
    [Theory]
    [InlineData("a:\n- ", 1)]
    [InlineData("x: &x ", 5000)]
    public void Together_they_are_refused_in_the_words_of_the_JSON_that_they_would_be(string before, int more)
    {
        var text = before + Nested("[", "]", Deepest - 1) + (more == 1 ? "" : $"\ny: {Nested("[", "]", more, "*x")}");
        var refused = Assert.Throws<ConfigFormatException>(() => ConfigReader.Pipeline(text));
        Assert.Equal("error unmarshaling JSON: while decoding JSON: exceeded max depth", refused.Message);
        Assert.Throws<YamlSyntaxException>(() => YamlText.ParseUnique(text));
    }

    [Fact]
    public void Endless_JSON_is_refused() => Assert.ThrowsAny<JsonException>(() => JsonText.Parse(Nested("[", "]", JsonText.MaxDepth + 1)));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Steps_are_read_validated_written_compared_and_planned(string kind)
    {
        var (open, close, levels) = Wrapper(kind);
        var text = $"resources: [{{name: r, type: t}}]\njobs: [{{name: j, plan: [{Nested(open, close, levels, "{get: r, params: {p: q}}")}]}}]";
        var config = ConfigReader.Pipeline(text);
        Assert.Empty(PipelineValidator.Validate(config).Errors);
        var json = ConfigJson.Text(config);
        Assert.Equal(json, ConfigJson.Text(ConfigReader.PipelineJson(json)));
        Assert.Empty(ConfigDiff.Between(config, ConfigReader.PipelineJson(json)));

        var context = new BuildPlanContext
        {
            Resources = config.Resources!,
            Types = TypeCatalog.Of([]),
            Inputs = new Dictionary<string, ResourceVersion> { ["r"] = new([new("ref", "x")]) },
        };
        var plan = new BuildPlanner(new PlanIdFactory(0), context).Plan(config.Jobs![0]);
        Assert.Contains("\"get\"", PublicPlan.Of(plan).Text, StringComparison.Ordinal);
        var planned = PlanJson.Write(PlanRewrite.WithIds(plan, id => id));
        Assert.Equal(planned, PlanJson.Write(PlanJson.Parse(planned)));
    }

    [Fact]
    public void A_mistake_in_the_innermost_step_is_told()
    {
        var (open, close, levels) = Wrapper("try");
        var text = $"jobs: [{{name: j, plan: [{Nested(open, close, levels, "{get: [r]}")}]}}]";
        var refused = Assert.Throws<ConfigFormatException>(() => ConfigReader.Pipeline(text));
        Assert.EndsWith(
            string.Concat(Enumerable.Repeat("malformed try step: ", levels)) + "malformed get step: json: cannot unmarshal array into Go struct field GetStep.get of type string",
            refused.Message,
            StringComparison.Ordinal);
        Assert.Equal(text.IndexOf("[r]", StringComparison.Ordinal) + 1, refused.Position.Column);
    }

    [Fact]
    public void What_is_thrown_in_the_depth_arrives()
    {
        static int Down(int depth) => DeepRecursion.HasStack
            ? depth == 0 ? throw new FormatException("here") : Down(depth - 1) + 1
            : DeepRecursion.Continue(depth, Down);

        Assert.Equal("here", Assert.Throws<FormatException>(() => Down(200_000)).Message);
    }

    // What stands around a step, and how often it can.
    private static (string Open, string Close, int Levels) Wrapper(string kind) => kind switch
    {
        "try" => ("{try: ", "}", Deepest - Around),
        "do" => ("{do: [", "]}", (Deepest - Around) / 2),
        "in_parallel" => ("{in_parallel: [", "]}", (Deepest - Around) / 2),
        "in_parallel steps" => ("{in_parallel: {steps: [", "]}}", (Deepest - Around) / 3),
        "ensure" => ("{put: r, ensure: ", "}", Deepest - Around),
        _ => ("{attempts: 1, timeout: 1h, ensure: {put: r}, on_error: {put: r}, on_failure: {put: r}, try: ", "}", Deepest / 10),
    };

    private static string Nested(string open, string close, int depth, string inside = "") =>
        string.Concat(Enumerable.Repeat(open, depth)) + inside + string.Concat(Enumerable.Repeat(close, depth));
}
