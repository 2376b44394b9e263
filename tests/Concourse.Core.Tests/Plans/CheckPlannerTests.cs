using Concourse.Core.Configuration;
using Concourse.Core.Planning;
using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Core.Versions;

namespace Concourse.Core.Tests.Plans;

/// <summary>Checks of resources, resource types and prototypes. Expected plans are written by hand from pipeline-config.md §12.</summary>
public sealed class CheckPlannerTests
{
    [Fact]
    public void A_check_of_a_type_names_the_type_and_may_have_the_types_below_checked_at_once()
    {
        var types = ConfigReader.Pipeline(
            """
            resource_types:
            - {name: outer, type: inner, source: {o: 1}, tags: [w]}
            - {name: inner, type: base, source: {}, defaults: {d: 1}}
            """).ResourceTypes!;
        var request = new CheckRequest(CheckEvery.Parse("5m"), SkipInterval: true, Recursively: true);
        Assert.Equal(
            """
            {"id":"1","check":{"name":"outer","type":"inner","source":{"d":1,"o":1},"image":{
            "check_plan":{"id":"1/image-check","check":{"name":"inner","type":"base","source":{},"image":{"base_type":"base"},"resource_type":"inner","interval":"1m0s","skip_interval":true,"tags":["w"]}},
            "get_plan":{"id":"1/image-get","get":{"name":"inner","type":"base","source":{},"image":{"base_type":"base"},"version_from":"1/image-check","tags":["w"]}},
            "base_type":"base"},"resource_type":"outer","interval":"5m0s","skip_interval":true,"tags":["w"]}}
            """.Replace("\n", ""),
            PlanJson.Write(new CheckPlanner(new PlanIdFactory(0), types).ResourceType(types[0], request)));
    }

    [Fact]
    public void A_check_of_a_prototype_names_the_prototype_and_leaves_an_interval_of_zero_out()
    {
        var prototype = ConfigReader.Pipeline("prototypes: [{name: p, type: base, source: {s: 1}, tags: [w]}]").Prototypes![0];
        Assert.Equal(
            """{"id":"1","check":{"name":"p","type":"base","source":{"s":1},"image":{"base_type":"base"},"from_version":{"v":"1"},"prototype":"p","tags":["w"]}}""",
            PlanJson.Write(new CheckPlanner(new PlanIdFactory(0), []).Prototype(
                prototype, new CheckRequest(CheckEvery.Parse(""), ResourceVersion.Parse("""{"v":"1"}""")))));
    }

    [Fact]
    public void A_check_carries_the_defaults_and_the_chain_of_its_types()
    {
        var config = ConfigReader.Pipeline(
            """
            resource_types:
            - {name: outer, type: inner, source: {o: 1}, defaults: {d: 1}, check_every: never}
            - {name: inner, type: base, source: {i: 1}, defaults: {e: 1}}
            - {name: unrelated, type: base}
            resources: [{name: r, type: outer, source: {s: 1}, check_timeout: 5m, tags: [w]}]
            """);
        var options = new PlanningOptions { BaseTypeDefaults = new Dictionary<string, MapValue> { ["base"] = new(("b", 1)) } };
        var plan = new CheckPlanner(new PlanIdFactory(9), config.ResourceTypes, options).Resource(
            config.Resources![0],
            new CheckRequest(CheckEvery.Parse("1m"), ResourceVersion.Parse("""{"ref":"x"}"""), SkipInterval: true));

        Assert.Equal(
            """
            {"id":"a","check":{"name":"r","type":"outer","source":{"d":1,"s":1},"image":{
            "check_plan":{"id":"a/image-check","check":{"name":"outer","type":"inner","source":{"e":1,"o":1},"image":{
            "check_plan":{"id":"a/image-check/image-check","check":{"name":"inner","type":"base","source":{"b":1,"i":1},"image":{"base_type":"base"},"resource_type":"inner","interval":"1m0s","tags":["w"]}},
            "get_plan":{"id":"a/image-check/image-get","get":{"name":"inner","type":"base","source":{"b":1,"i":1},"image":{"base_type":"base"},"version_from":"a/image-check/image-check","tags":["w"]}},
            "base_type":"base"},"resource_type":"outer","interval":"never","tags":["w"]}},
            "get_plan":{"id":"a/image-get","get":{"name":"outer","type":"inner","source":{"e":1,"o":1},"image":{
            "check_plan":{"id":"a/image-get/image-check","check":{"name":"inner","type":"base","source":{"b":1,"i":1},"image":{"base_type":"base"},"resource_type":"inner","interval":"1m0s","tags":["w"]}},
            "get_plan":{"id":"a/image-get/image-get","get":{"name":"inner","type":"base","source":{"b":1,"i":1},"image":{"base_type":"base"},"version_from":"a/image-get/image-check","tags":["w"]}},
            "base_type":"base"},"version_from":"a/image-check","tags":["w"]}},
            "base_type":"base"},"from_version":{"ref":"x"},"resource":"r","interval":"1m0s","skip_interval":true,"timeout":"5m","tags":["w"]}}
            """.Replace("\n", ""),
            PlanJson.Write(plan));
    }
}
