using System.Net;
using System.Text;
using System.Text.Json;
using Concourse.Core;
using Concourse.Core.Json;
using Concourse.Web.Tests.Server;
using Npgsql;

namespace Concourse.Web.Tests.Api;

/// <summary>
/// Configs that are refused, over the wire: 400, upstream's message (pipeline-config.md §1, §9), and nothing saved. Behind a
/// message about the text's form stands our own addition, the place: it begins with <c> (line</c>.
/// </summary>
public sealed class BadConfigTests(SharedNode shared) : IClassFixture<SharedNode>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestNode Node => shared.Node;

    public static TheoryData<string, string, string> MalformedTexts => new()
    {
        { "unknown-key", "jobs: [{name: j, plaan: []}]", "error unmarshaling JSON: while decoding JSON: json: unknown field \"plaan\"" },
        { "unknown-resource-key", "resources: [{name: r, type: t, sauce: {}}]", "error unmarshaling JSON: while decoding JSON: json: unknown field \"sauce\"" },
        {
            "wrong-type",
            "resources: {name: r}",
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go struct field Config.resources of type atc.ResourceConfigs"
        },
        {
            "wrong-type-in-step",
            "jobs: [{name: j, plan: [{get: 1}]}]",
            "error unmarshaling JSON: while decoding JSON: malformed get step: json: cannot unmarshal number into Go struct field GetStep.get of type string"
        },
        { "no-step", "jobs: [{name: j, plan: [{}]}]", "error unmarshaling JSON: while decoding JSON: no step configured" },
        { "no-yaml", "jobs: [1, 2", "error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']'" },
        { "no-mapping-here", "x: 1\na: b: c", "error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context" },
    };

    public static TheoryData<string, string, string> InvalidPipelines => new()
    {
        {
            "get-of-unknown-resource",
            "jobs: [{name: j, plan: [{get: nope}]}]",
            """["invalid jobs:\n\tjobs.j.plan.do[0].get(nope): unknown resource 'nope'\n"]"""
        },
        {
            "put-to-unknown-resource",
            "jobs: [{name: j, plan: [{put: nope}]}]",
            """["invalid jobs:\n\tjobs.j.plan.do[0].put(nope): unknown resource 'nope'\n"]"""
        },
        {
            "passed-unknown-job",
            "{resources: [{name: r, type: mock}], jobs: [{name: j, plan: [{get: r, passed: [ghost]}]}]}",
            """["invalid jobs:\n\tjobs.j.plan.do[0].get(r).passed: no matching job(s) for 'ghost'\n"]"""
        },
        {
            "passed-job-without-the-resource",
            "{resources: [{name: r, type: mock}, {name: s, type: mock}], jobs: [{name: a, plan: [{get: s}]}, {name: j, plan: [{get: r, passed: [a]}]}]}",
            """["invalid jobs:\n\tjobs.j.plan.do[0].get(r).passed: job 'a' does not interact with resource 'r'\n"]"""
        },
        {
            "unknown-key-in-step",
            "{resources: [{name: r, type: mock}], jobs: [{name: j, plan: [{get: r, triger: true}]}]}",
            """["invalid jobs:\n\tjobs.j.plan.do[0]: unknown fields [\"triger\"]\n"]"""
        },
        {
            "two-sections",
            "{resources: [{name: spare, type: mock}], jobs: [{name: j, plan: [{get: x}, {task: t}]}]}",
            """
            ["invalid resources:\n\tresource 'spare' is not used\n","invalid jobs:\n\tjobs.j.plan.do[0].get(x): unknown resource 'x'\n\tjobs.j.plan.do[1].task(t): must specify either `file:` or `config:`\n"]
            """
        },
        { "no-jobs", "jobs: []", """["invalid jobs:\n\tjobs: pipeline must contain at least one job\n"]""" },
        {
            "cycle",
            "{resources: [{name: r, type: mock}], jobs: [{name: a, plan: [{get: r, passed: [b]}]}, {name: b, plan: [{get: r, passed: [a]}]}]}",
            """["invalid jobs:\n\tpipeline contains a cycle that starts at Job 'a'\n"]"""
        },
    };

    [Theory]
    [MemberData(nameof(MalformedTexts))]
    public async Task A_text_that_is_no_config_is_refused_and_nothing_is_saved(string pipeline, string text, string message)
    {
        Assert.Equal([$"malformed config: {message}"], await RefusalAsync(pipeline, text));
        Assert.Equal(0, await RowsAsync(pipeline));
    }

    [Theory]
    [MemberData(nameof(InvalidPipelines))]
    public async Task A_pipeline_that_does_not_hold_together_is_refused_and_nothing_is_saved(string pipeline, string text, string errors)
    {
        Assert.Equal(JsonSerializer.Deserialize<string[]>(errors), await RefusalAsync(pipeline, text));
        Assert.Equal(0, await RowsAsync(pipeline));
    }

    [Fact]
    public async Task A_text_on_which_the_parser_loses_its_way_is_refused_and_nothing_is_saved()
    {
        var error = Assert.Single(await RefusalAsync("lost", "jobs: [1, 2\nb: 3"));
        Assert.StartsWith("malformed config: error converting YAML to JSON: yaml: ", error, StringComparison.Ordinal);
        Assert.Equal(0, await RowsAsync("lost"));
    }

    [Fact]
    public async Task A_text_that_is_one_word_is_no_config() => Assert.StartsWith(
        "malformed config: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type atc.skeletonConfig",
        Assert.Single(await RefusalAsync("one-word", "nonsense")),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("kept-from-a-typo", "jobs: [{name: j, plaan: []}]")]
    [InlineData("kept-from-a-gap", "jobs: [{name: j, plan: [{get: nope}]}]")]
    public async Task A_refused_update_leaves_the_saved_pipeline_as_it_was(string name, string text)
    {
        var pipeline = new PipelineRef(name);
        var client = await Node.ClientAsync(TestUsers.Admin);
        await client.SavePipelineConfigAsync("main", pipeline, "", Encoding.UTF8.GetBytes(ConfigTests.Simple), false, Ct);
        var before = await client.PipelineConfigAsync("main", pipeline, Ct);
        await RefusalAsync(name, text, before!.Version);
        var after = await client.PipelineConfigAsync("main", pipeline, Ct);
        Assert.Equal(before.Version, after!.Version);
        Assert.Equal(JsonTextWriter.Text(before.Config), JsonTextWriter.Text(after.Config));
        Assert.Single(await client.JobsAsync("main", pipeline, Ct));
    }

    [Fact]
    public async Task Unknown_keys_at_the_top_are_places_for_anchors_and_accepted()
    {
        using var response = await PutAsync("anchors", "{common: &c {get: r}, resources: [{name: r, type: mock}], jobs: [{name: j, plan: [*c]}]}", "");
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("{}\n", await response.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task Warnings_of_the_config_come_before_those_of_its_name()
    {
        using var response = await PutAsync("Upper", "jobs: [{name: J, build_logs_to_retain: 3}]", "");
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct));
        Assert.False(answer.RootElement.TryGetProperty("errors", out _));
        Assert.Equal(
            [
                ("invalid_identifier", "jobs.J: 'J' is not a valid identifier: must start with a lowercase letter or a number"),
                ("deprecated_field", "jobs.J.build_logs_to_retain is deprecated. Use build_log_retention instead."),
                ("invalid_identifier", "pipeline: 'Upper' is not a valid identifier: must start with a lowercase letter or a number"),
            ],
            answer.RootElement.GetProperty("warnings").EnumerateArray()
                .Select(w => (w.GetProperty("type").GetString(), w.GetProperty("message").GetString())));
    }

    [Fact]
    public async Task A_config_is_checked_before_the_team_is_looked_up()
    {
        using var refused = await PutAsync("p", "jobs: []", "", "nobodys");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var missing = await PutAsync("p", ConfigTests.Simple, "", "nobodys");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Theory]
    [InlineData("jobs:\n- name: j\n  plaan: []\n", "malformed config: error unmarshaling JSON: while decoding JSON: json: unknown field \"plaan\"", 3, 3, "did you mean 'plan'?")]
    [InlineData("jobs:\n- name: j\n  plan:\n  - do:\n    - get: x\n", "jobs.j.plan.do[0].do[0].get(x): unknown resource 'x'", 5, 7, null)]
    public async Task Beside_upstreams_words_stands_where_in_the_text_each_mistake_is(string text, string message, int line, int column, string? hint)
    {
        using var response = await PutAsync("placed", text, "");
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct));
        var place = Assert.Single(answer.RootElement.GetProperty("places").EnumerateArray());
        Assert.Equal(message, place.GetProperty("message").GetString());
        Assert.Equal((line, column), (place.GetProperty("line").GetInt32(), place.GetProperty("column").GetInt32()));
        Assert.Equal(hint, place.TryGetProperty("hint", out var given) ? given.GetString() : null);
    }

    private async Task<string[]> RefusalAsync(string pipeline, string text, string version = "")
    {
        using var response = await PutAsync(pipeline, text, version);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/json", Assert.Single(response.Content.Headers.GetValues("Content-Type")));
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct));
        Assert.Equal("errors", answer.RootElement.EnumerateObject().First().Name);
        return answer.RootElement.GetProperty("errors").Deserialize<string[]>()!;
    }

    private async Task<HttpResponseMessage> PutAsync(string pipeline, string text, string version, string team = "main")
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(Node.Url, $"/api/v1/teams/{team}/pipelines/{pipeline}/config"))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-yaml");
        request.Headers.TryAddWithoutValidation("X-Concourse-Config-Version", version);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {(await Node.TokenAsync(TestUsers.Admin)).Value}");
        return await Node.Http.SendAsync(request, Ct);
    }

    private async Task<long> RowsAsync(string pipeline)
    {
        await using var count = Node.Database.Source.CreateCommand("SELECT count(*) FROM pipelines WHERE name = $1");
        count.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pipeline });
        return (long)(await count.ExecuteScalarAsync(Ct))!;
    }
}
