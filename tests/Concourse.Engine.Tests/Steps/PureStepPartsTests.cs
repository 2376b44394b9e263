using System.Text;
using Concourse.Core.Configuration.Steps;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Core.Versions;
using Concourse.Engine.Builds;
using Concourse.Engine.Containers;
using Concourse.Engine.Scopes;
using Concourse.Engine.Steps;
using Concourse.Engine.Steps.Resources;
using Concourse.Engine.Steps.Tasks;

namespace Concourse.Engine.Tests.Steps;

public sealed class PureStepPartsTests
{
    private static readonly BuildInfo JobBuild = new()
    {
        Id = 42,
        Name = "7",
        TeamId = 1,
        TeamName = "main",
        PipelineId = 2,
        PipelineName = "p",
        PipelineInstanceVars = new MapValue(("branch", "main"), ("num", 9000L)),
        JobId = 3,
        JobName = "j",
    };

    [Fact]
    public void The_environment_of_a_resource_script_has_upstreams_names_and_order() => Assert.Equal(
        [
            "BUILD_STATUS=failed", "BUILD_ID=42", "BUILD_NAME=7", "BUILD_TEAM_ID=1", "BUILD_TEAM_NAME=main", "BUILD_JOB_ID=3",
            "BUILD_JOB_NAME=j", "BUILD_PIPELINE_ID=2", "BUILD_PIPELINE_NAME=p",
            "BUILD_PIPELINE_INSTANCE_VARS={\"branch\":\"main\",\"num\":9000}",
            "ATC_EXTERNAL_URL=http://ci",
            "BUILD_URL=http://ci/teams/main/pipelines/p/jobs/j/builds/7?vars.branch=%22main%22&vars.num=9000",
            "BUILD_URL_SHORT=http://ci/builds/42", "BUILD_CREATED_BY=me",
        ],
        StepEnvironment.ForResource(JobBuild, "http://ci", "failed", "me"));

    [Fact]
    public void A_one_off_build_has_only_what_it_is() => Assert.Equal(
        ["BUILD_ID=1", "BUILD_NAME=x", "BUILD_TEAM_ID=1", "BUILD_TEAM_NAME=t"],
        StepEnvironment.ForResource(new BuildInfo { Id = 1, Name = "x", TeamId = 1, TeamName = "t" }, ""));

    [Theory]
    [InlineData("./repo/file", "repo")]
    [InlineData("../repo/file", "repo")]
    [InlineData("repo", "repo")]
    [InlineData("((var))/x", null)]
    [InlineData("/repo/x", null)]
    public void Put_inputs_are_detected_from_the_first_part_of_paths(string parameter, string? detected)
    {
        var scope = StepScope.Root();
        scope.Register("repo", new Artifact.Tree("w", "v", false));

        var selected = PutInputSelection.Select(null, new MapValue(("list", new ListValue([parameter]))), scope);

        Assert.Equal(detected, selected.Keys.SingleOrDefault());
    }

    [Fact]
    public void A_listed_put_input_that_is_missing_errors() => Assert.Equal(
        "input not found: gone",
        Assert.Throws<StepException>(() => PutInputSelection.Select(PutInputs.Only(["gone"]), null, StepScope.Root())).Message);

    [Fact]
    public void A_tasks_directory_is_the_start_of_the_hash_of_its_name_and_paths_stay_below_it()
    {
        var scope = StepScope.Root();
        scope.Register("mapped", new Artifact.Tree("w", "v", false));
        var plan = new TaskPlan(new PlanId("1"))
        {
            Name = "unit",
            InputMapping = new Dictionary<string, string> { ["in"] = "mapped" },
            OutputMapping = new Dictionary<string, string> { ["out"] = "renamed" },
        };
        var config = new TaskConfig
        {
            Inputs = [new TaskInputConfig { Name = "in" }, new TaskInputConfig { Name = "no", Optional = true }],
            Outputs = [new TaskOutputConfig { Name = "out", Path = "../a/./b/" }],
            Caches = [new TaskCacheConfig { Path = "/abs/cache" }],
        };

        var layout = TaskLayout.Of(plan, config, scope);

        // sha256("unit") = 385cfdbc…: computed with sha256sum.
        Assert.Equal("/tmp/build/" + Sha256OfUnit, layout.Directory);
        Assert.Equal(
            [layout.Directory, layout.Directory + "/a/b", layout.Directory + "/in", "/abs/cache"],
            layout.Mounts.Keys.Order(StringComparer.Ordinal).OrderBy(p => p == "/abs/cache"));
        Assert.Equal(("renamed", layout.Directory + "/a/b"), Assert.Single(layout.Outputs));
    }

    [Fact]
    public void Missing_inputs_are_listed_by_their_mapped_names()
    {
        var plan = new TaskPlan(new PlanId("1")) { Name = "t", InputMapping = new Dictionary<string, string> { ["a"] = "mapped-a" } };
        var config = new TaskConfig { Inputs = [new TaskInputConfig { Name = "a" }, new TaskInputConfig { Name = "b" }] };

        Assert.Equal("missing inputs: mapped-a, b", Assert.Throws<StepException>(() => TaskLayout.Of(plan, config, StepScope.Root())).Message);
    }

    [Fact]
    public void The_request_of_a_script_has_source_params_version_and_leaves_out_what_is_empty()
    {
        Assert.Equal("{\"source\":null}", Text(ResourceScript.Request(null, null, null)));
        Assert.Equal(
            "{\"source\":{\"a\":\"b\"},\"params\":{\"p\":1},\"version\":{\"v\":\"2\"}}",
            Text(ResourceScript.Request(new MapValue(("a", "b")), new MapValue(("p", 1L)), new ResourceVersion([new("v", "2")]))));
    }

    [Theory]
    [InlineData("", "EOF")]
    [InlineData("hello", "invalid character 'h' looking for beginning of value")]
    [InlineData("nope", "invalid character 'o' in literal null (expecting 'u')")]
    [InlineData("{\"version\":", "unexpected EOF")]
    [InlineData("{\"version\":{\"v\":\"1\"", "unexpected EOF")]
    [InlineData("{'version':1}", "invalid character '\\'' looking for beginning of object key string")]
    [InlineData("\u00e9", "invalid character 'Ã' looking for beginning of value")]
    [InlineData("[]", "json: cannot unmarshal array into Go value of type resource.VersionResult")]
    [InlineData("{\"version\":\"1\"}", "json: cannot unmarshal string into Go struct field VersionResult.version of type atc.Version")]
    [InlineData("{\"version\":{\"v\":1}}", "json: cannot unmarshal number into Go struct field VersionResult.version of type string")]
    [InlineData("{\"metadata\":{}}", "json: cannot unmarshal object into Go struct field VersionResult.metadata of type atc.Metadata")]
    [InlineData("{\"metadata\":[{\"name\":\"n\",\"value\":true}]}",
        "json: cannot unmarshal bool into Go struct field MetadataField.metadata.value of type string")]
    public void What_a_script_prints_instead_of_json_errors_in_upstreams_words(string stdout, string message) =>
        Assert.Equal(message, Assert.Throws<StepException>(() => ResourceScript.Result(Encoding.UTF8.GetBytes(stdout))).Message);

    [Theory]
    [InlineData("{\"v\":\"1\"}", "json: cannot unmarshal object into Go value of type []atc.Version")]
    [InlineData("[\"1\"]", "json: cannot unmarshal string into Go value of type atc.Version")]
    [InlineData("[{\"v\":1}]", "json: cannot unmarshal number into Go value of type string")]
    [InlineData("[{\"v\":\"1\"},", "unexpected EOF")]
    public void What_a_check_prints_instead_of_versions_errors_in_upstreams_words(string stdout, string message) =>
        Assert.Equal(message, Assert.Throws<StepException>(() => ResourceScript.Versions(Encoding.UTF8.GetBytes(stdout))).Message);

    [Fact]
    public void Bytes_that_are_no_text_are_replaced() => Assert.Equal(
        "\uFFFD", ResourceScript.Result(Encoding.Latin1.GetBytes("{\"version\":{\"v\":\"\u00FF\"}}")).Version!["v"]);

    [Fact]
    public void Only_the_first_json_value_of_a_script_counts()
    {
        var result = ResourceScript.Result("{\"version\":{\"v\":\"1\"},\"metadata\":[{\"name\":\"n\",\"value\":\"x\"}]} trailing"u8.ToArray());

        Assert.Equal("{\"v\":\"1\"}", result.Version!.Json);
        Assert.Equal([new MetadataField("n", "x")], result.Metadata);
    }

    private const string Sha256OfUnit = "385cfdbc";

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
