using Concourse.Core.Configuration;
using Concourse.Core.Planning;
using Concourse.Core.Plans;

namespace Concourse.Core.Tests.Plans;

/// <summary>Images of resource types and of tasks. Expected plans are written by hand from pipeline-config.md §12.</summary>
public sealed class ImagePlannerTests
{
    [Fact]
    public void A_custom_type_brings_a_check_and_a_get_of_its_image() => PlannedJob.Expect(
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
    public void A_build_that_someone_asked_for_checks_the_images_of_puts_and_tasks_at_once() => PlannedJob.Expect(
        """
        resource_types: [{name: c, type: base, source: {}, check_every: 5m, tags: [own]}]
        resources: [{name: r, type: c, source: {}}]
        jobs: [{name: j, plan: [{get: r}, {put: r, no_get: true, tags: [w]}, {task: t, file: a/b}]}]
        """,
        """
        {"id":"4","do":[
          {"id":"1","get":{"name":"r","type":"c","source":{},"image":{
            "check_plan":{"id":"1/image-check","check":{"name":"c","type":"base","source":{},"image":{"base_type":"base"},"resource_type":"c","interval":"5m0s","tags":["own"]}},
            "get_plan":{"id":"1/image-get","get":{"name":"c","type":"base","source":{},"image":{"base_type":"base"},"version_from":"1/image-check","tags":["own"]}},
            "base_type":"base"},"version":{"ref":"x"},"resource":"r"}},
          {"id":"2","put":{"name":"r","type":"c","source":{},"image":{
            "check_plan":{"id":"2/image-check","check":{"name":"c","type":"base","source":{},"image":{"base_type":"base"},"resource_type":"c","interval":"5m0s","skip_interval":true,"tags":["own"]}},
            "get_plan":{"id":"2/image-get","get":{"name":"c","type":"base","source":{},"image":{"base_type":"base"},"version_from":"2/image-check","tags":["own"]}},
            "base_type":"base"},"resource":"r","tags":["w"]}},
          {"id":"3","task":{"name":"t","privileged":false,"hermetic":false,"config_path":"a/b",
            "resource_types":[{"name":"c","type":"base","source":{},"check_every":"5m0s","tags":["own"]}],"check_skip_interval":true}}]}
        """,
        manually: true);

    [Fact]
    public void The_image_of_a_types_type_is_planned_for_each_use_with_the_tags_of_the_nearest_type() => PlannedJob.Expect(
        """
        resource_types:
        - {name: outer, type: inner, source: {o: 1}, tags: [own]}
        - {name: inner, type: base, source: {i: 1}, check_every: never, params: {p: 1}}
        resources: [{name: r, type: outer, source: {}}]
        jobs: [{name: j, plan: [{get: r, tags: [w], timeout: 1h}]}]
        """,
        """
        {"id":"2","do":[{"id":"1","get":{"name":"r","type":"outer","source":{},"image":{
          "check_plan":{"id":"1/image-check","check":{"name":"outer","type":"inner","source":{"o":1},"image":{
            "check_plan":{"id":"1/image-check/image-check","check":{"name":"inner","type":"base","source":{"i":1},"image":{"base_type":"base"},"resource_type":"inner","interval":"never","tags":["own"]}},
            "get_plan":{"id":"1/image-check/image-get","get":{"name":"inner","type":"base","source":{"i":1},"image":{"base_type":"base"},"version_from":"1/image-check/image-check","params":{"p":1},"tags":["own"]}},
            "base_type":"base"},"resource_type":"outer","interval":"1m0s","tags":["own"]}},
          "get_plan":{"id":"1/image-get","get":{"name":"outer","type":"inner","source":{"o":1},"image":{
            "check_plan":{"id":"1/image-get/image-check","check":{"name":"inner","type":"base","source":{"i":1},"image":{"base_type":"base"},"resource_type":"inner","interval":"never","tags":["own"]}},
            "get_plan":{"id":"1/image-get/image-get","get":{"name":"inner","type":"base","source":{"i":1},"image":{"base_type":"base"},"version_from":"1/image-get/image-check","params":{"p":1},"tags":["own"]}},
            "base_type":"base"},"version_from":"1/image-check","tags":["own"]}},
          "base_type":"base"},"version":{"ref":"x"},"resource":"r","tags":["w"],"timeout":"1h"}}]}
        """);

    [Fact]
    public void A_type_named_like_its_base_type_is_not_its_own_parent() => PlannedJob.Expect(
        """
        resource_types: [{name: git, type: git, source: {repo: x}, defaults: {d: 1}}]
        resources: [{name: r, type: git, source: {}}]
        jobs: [{name: j, plan: [{get: r}]}]
        """,
        """
        {"id":"2","do":[{"id":"1","get":{"name":"r","type":"git","source":{"d":1},"image":{
          "check_plan":{"id":"1/image-check","check":{"name":"git","type":"git","source":{"repo":"x"},"image":{"base_type":"git"},"resource_type":"git","interval":"1m0s"}},
          "get_plan":{"id":"1/image-get","get":{"name":"git","type":"git","source":{"repo":"x"},"image":{"base_type":"git"},"version_from":"1/image-check"}},
          "base_type":"git"},"version":{"ref":"x"},"resource":"r"}}]}
        """);

    [Fact]
    public void A_put_and_the_get_after_it_each_bring_the_image_of_their_type() => PlannedJob.Expect(
        """
        resource_types: [{name: c, type: base, source: {}}]
        resources: [{name: r, type: c, source: {}}]
        jobs: [{name: j, plan: [{put: out, resource: r, params: {skip_download: true}, get_params: {skip_download: true}, inputs: detect}]}]
        """,
        """
        {"id":"4","do":[{"id":"3","on_success":{
          "step":{"id":"1","put":{"name":"out","type":"c","source":{},"image":{
            "check_plan":{"id":"1/image-check","check":{"name":"c","type":"base","source":{},"image":{"base_type":"base"},"resource_type":"c","interval":"1m0s","skip_interval":true}},
            "get_plan":{"id":"1/image-get","get":{"name":"c","type":"base","source":{},"image":{"base_type":"base"},"version_from":"1/image-check"}},
            "base_type":"base"},"params":{"skip_download":true},"inputs":"detect","resource":"r"}},
          "on_success":{"id":"2","get":{"name":"out","type":"c","source":{},"image":{
            "check_plan":{"id":"2/image-check","check":{"name":"c","type":"base","source":{},"image":{"base_type":"base"},"resource_type":"c","interval":"1m0s","skip_interval":true}},
            "get_plan":{"id":"2/image-get","get":{"name":"c","type":"base","source":{},"image":{"base_type":"base"},"version_from":"2/image-check"}},
            "base_type":"base"},"version_from":"1","params":{"skip_download":true},"resource":"r"}}}}]}
        """,
        manually: true);

    [Fact]
    public void A_tasks_image_of_a_custom_type_is_fetched_through_the_types_own_image()
    {
        var types = TypeCatalog.Of(ConfigReader.Pipeline("resource_types: [{name: c, type: base, source: {}, defaults: {d: 1}}]").ResourceTypes);
        var image = ConfigReader.Task("{platform: linux, image_resource: {name: ignored, type: c, source: {repo: x}, params: {p: 1}}}").ImageResource!;
        var (check, get) = new ImagePlanner(types).ForTask(new PlanId("7"), image, ["w"], skipInterval: true);

        Assert.Equal(
            """
            {"id":"7/image-check","check":{"name":"image","type":"c","source":{"d":1,"repo":"x"},"image":{
            "check_plan":{"id":"7/image-check/image-check","check":{"name":"c","type":"base","source":{},"image":{"base_type":"base"},"resource_type":"c","interval":"1m0s","skip_interval":true,"tags":["w"]}},
            "get_plan":{"id":"7/image-check/image-get","get":{"name":"c","type":"base","source":{},"image":{"base_type":"base"},"version_from":"7/image-check/image-check","tags":["w"]}},
            "base_type":"base"},"interval":"1m0s","skip_interval":true,"tags":["w"]}}
            """.Replace("\n", ""),
            PlanJson.Write(check!));
        Assert.Equal(
            """
            {"id":"7/image-get","get":{"name":"image","type":"c","source":{"d":1,"repo":"x"},"image":{
            "check_plan":{"id":"7/image-get/image-check","check":{"name":"c","type":"base","source":{},"image":{"base_type":"base"},"resource_type":"c","interval":"1m0s","skip_interval":true,"tags":["w"]}},
            "get_plan":{"id":"7/image-get/image-get","get":{"name":"c","type":"base","source":{},"image":{"base_type":"base"},"version_from":"7/image-get/image-check","tags":["w"]}},
            "base_type":"base"},"version_from":"7/image-check","params":{"p":1},"tags":["w"]}}
            """.Replace("\n", ""),
            PlanJson.Write(get));
    }

    [Fact]
    public void A_tasks_image_of_a_given_version_is_not_checked()
    {
        var image = ConfigReader.Task("{platform: linux, image_resource: {type: base, source: {repo: x}, version: {digest: abc}, tags: [own]}}").ImageResource!;
        var (check, get) = new ImagePlanner(TypeCatalog.Of(null)).ForTask(new PlanId("7"), image, ["w"], skipInterval: false);
        Assert.Null(check);
        Assert.Equal(
            """{"id":"7/image-get","get":{"name":"image","type":"base","source":{"repo":"x"},"image":{"base_type":"base"},"version":{"digest":"abc"},"tags":["own"]}}""",
            PlanJson.Write(get));
    }
}
