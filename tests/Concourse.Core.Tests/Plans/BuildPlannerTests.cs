using Concourse.Core.Configuration;
using Concourse.Core.Planning;
using Concourse.Core.Plans;
using Concourse.Core.Versions;

namespace Concourse.Core.Tests.Plans;

/// <summary>Expected plans are written by hand from pipeline-config.md §12.</summary>
public sealed class BuildPlannerTests
{
    [Fact]
    public void The_example_of_the_reference_is_planned_exactly() => Expect(
        """
        resources: [{name: r, type: git, source: {}}]
        jobs:
        - name: j
          plan:
          - get: r
          - {task: t, file: r/t.yml}
          - put: r
          ensure: {task: c, file: r/c.yml}
        """,
        """
        {"id":"8","ensure":{"step":{"id":"6","do":[
          {"id":"1","get":{"name":"r","type":"git","source":{},"image":{"base_type":"git"},"version":{"ref":"x"},"resource":"r"}},
          {"id":"2","task":{"name":"t","privileged":false,"hermetic":false,"config_path":"r/t.yml"}},
          {"id":"5","on_success":{
            "step":{"id":"3","put":{"name":"r","type":"git","source":{},"image":{"base_type":"git"},"resource":"r"}},
            "on_success":{"id":"4","get":{"name":"r","type":"git","source":{},"image":{"base_type":"git"},"version_from":"3","resource":"r"}}}}]},
         "ensure":{"id":"7","task":{"name":"c","privileged":false,"hermetic":false,"config_path":"r/c.yml"}}}}
        """);

    [Fact]
    public void A_custom_type_brings_a_check_and_a_get_of_its_image() => Expect(
        """
        resource_types:
        - {name: custom, type: registry-image, source: {repository: x}, defaults: {d: 1}, privileged: true, params: {p: 1}}
        resources: [{name: r, type: custom, source: {s: 1}}]
        jobs: [{name: j, plan: [{get: r, tags: [w]}]}]
        """,
        """
        {"id":"2","do":[{"id":"1","get":{"name":"r","type":"custom","source":{"d":1,"s":1},"image":{
          "check_plan":{"id":"1/image-check","check":{"name":"custom","type":"registry-image","source":{"repository":"x"},
            "image":{"base_type":"registry-image"},"resource_type":"custom","interval":"1m0s","tags":["w"]}},
          "get_plan":{"id":"1/image-get","get":{"name":"custom","type":"registry-image","source":{"repository":"x"},
            "image":{"base_type":"registry-image"},"version_from":"1/image-check","params":{"p":1},"tags":["w"]}},
          "base_type":"registry-image","privileged":true},
          "version":{"ref":"x"},"resource":"r","tags":["w"]}}]}
        """);

    [Fact]
    public void A_put_under_three_attempts_gives_nine_nodes_and_the_retry() => Expect(
        """
        resources: [{name: r, type: git, source: {}}]
        jobs: [{name: j, plan: [{put: r, attempts: 3}]}]
        """,
        """
        {"id":"b","do":[{"id":"a","retry":[
          {"id":"3","on_success":{"step":{"id":"1","put":{"name":"r","type":"git","source":{},"image":{"base_type":"git"},"resource":"r"}},
            "on_success":{"id":"2","get":{"name":"r","type":"git","source":{},"image":{"base_type":"git"},"version_from":"1","resource":"r"}}}},
          {"id":"6","on_success":{"step":{"id":"4","put":{"name":"r","type":"git","source":{},"image":{"base_type":"git"},"resource":"r"}},
            "on_success":{"id":"5","get":{"name":"r","type":"git","source":{},"image":{"base_type":"git"},"version_from":"4","resource":"r"}}}},
          {"id":"9","on_success":{"step":{"id":"7","put":{"name":"r","type":"git","source":{},"image":{"base_type":"git"},"resource":"r"}},
            "on_success":{"id":"8","get":{"name":"r","type":"git","source":{},"image":{"base_type":"git"},"version_from":"7","resource":"r"}}}}]}]}
        """);

    private static void Expect(string yaml, string json)
    {
        var config = ConfigReader.Pipeline(yaml);
        var job = config.Jobs![0];
        var plan = new BuildPlanner(new PlanIdFactory(0), new BuildPlanContext
        {
            Resources = config.Resources ?? [],
            Types = TypeCatalog.Of(config.ResourceTypes),
            Prototypes = config.Prototypes ?? [],
            Inputs = job.Inputs().ToDictionary(g => g.Name, _ => ResourceVersion.Parse("""{"ref":"x"}""")),
        }).Plan(job);

        var text = PlanJson.Write(plan);
        Assert.Equal(string.Concat(json.Split('\n').Select(l => l.TrimStart())), text);
        Assert.Equal(text, PlanJson.Write(PlanJson.Parse(text)));
    }
}
