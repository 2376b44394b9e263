using Concourse.Core.Configuration;
using Concourse.Core.Json;
using Concourse.Core.Planning;
using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Core.Variables;
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

    private const string Get = """{"name":"r","type":"git","source":{},"image":{"base_type":"git"},"version":{"ref":"x"},"resource":"r"}""";
    private const string Put = """{"name":"r","type":"git","source":{},"image":{"base_type":"git"},"resource":"r"}""";
    private const string After = """{"name":"r","type":"git","source":{},"image":{"base_type":"git"},"version_from":"1","resource":"r"}""";
    private const string Task = """{"name":"t","privileged":false,"hermetic":false,"config_path":"a/b"}""";

    public static TheoryData<string, string> Steps => new()
    {
        // Leaves: step 1, the job's do 2.
        { "{get: r}", """{"id":"1","get":#Get}""" },
        { "{get: r, params: {p: 1}, tags: [w], timeout: 1h, trigger: true}", """{"id":"1","get":{"name":"r","type":"git","source":{},"image":{"base_type":"git"},"version":{"ref":"x"},"params":{"p":1},"resource":"r","tags":["w"],"timeout":"1h"}}""" },
        { "{get: in, resource: r}", """{"id":"1","get":{"name":"in","type":"git","source":{},"image":{"base_type":"git"},"version":{"ref":"x"},"resource":"r"}}""" },
        { "{get: in, resource: bare}", """{"id":"1","get":{"name":"in","type":"mock","source":null,"image":{"base_type":"mock"},"version":{"ref":"x"},"resource":"bare"}}""" },
        { "{put: r, no_get: true}", """{"id":"1","put":#Put}""" },
        { "{put: r}", """{"id":"3","on_success":{"step":{"id":"1","put":#Put},"on_success":{"id":"2","get":#After}}}""" },
        { "{put: r, no_get: true, inputs: all}", """{"id":"1","put":{"name":"r","type":"git","source":{},"image":{"base_type":"git"},"inputs":"all","resource":"r"}}""" },
        { "{put: r, no_get: true, inputs: detect}", """{"id":"1","put":{"name":"r","type":"git","source":{},"image":{"base_type":"git"},"inputs":"detect","resource":"r"}}""" },
        { "{put: r, no_get: true, inputs: [a, ' b ']}", """{"id":"1","put":{"name":"r","type":"git","source":{},"image":{"base_type":"git"},"inputs":["a","b"],"resource":"r"}}""" },
        { "{put: r, no_get: true, inputs: whatever}", """{"id":"1","put":{"name":"r","type":"git","source":{},"image":{"base_type":"git"},"inputs":"","resource":"r"}}""" },
        { "{put: shown, no_get: true, params: {k: v}}", """{"id":"1","put":{"name":"shown","type":"mock","source":{},"image":{"base_type":"mock"},"params":{"k":"v"},"resource":"shown","expose_build_created_by":true}}""" },
        { "{put: r, get_params: {g: 1}, tags: [w], timeout: 5m}", """{"id":"3","on_success":{"step":{"id":"1","put":{"name":"r","type":"git","source":{},"image":{"base_type":"git"},"resource":"r","tags":["w"],"timeout":"5m"}},"on_success":{"id":"2","get":{"name":"r","type":"git","source":{},"image":{"base_type":"git"},"version_from":"1","params":{"g":1},"resource":"r","tags":["w"],"timeout":"5m"}}}}""" },
        { "{task: t, file: a/b}", """{"id":"1","task":#Task}""" },
        { "{task: t, config: {platform: linux, run: {path: sh}}}", """{"id":"1","task":{"name":"t","privileged":false,"hermetic":false,"config":{"platform":"linux","run":{"path":"sh"}}}}""" },
        { "{task: t, file: a/b, privileged: true, hermetic: true, image: i, params: {A: 1}, vars: {v: x}}", """{"id":"1","task":{"name":"t","privileged":true,"hermetic":true,"config_path":"a/b","image":"i","vars":{"v":"x"},"params":{"A":"1"}}}""" },
        { "{task: t, file: a/b, input_mapping: {i: x}, output_mapping: {o: p}, tags: [w], timeout: 1m}", """{"id":"1","task":{"name":"t","privileged":false,"hermetic":false,"tags":["w"],"config_path":"a/b","input_mapping":{"i":"x"},"output_mapping":{"o":"p"},"timeout":"1m"}}""" },
        { "{task: t, file: a/b, container_limits: {cpu: 512, memory: 1KB}}", """{"id":"1","task":{"name":"t","privileged":false,"hermetic":false,"config_path":"a/b","container_limits":{"cpu":512,"memory":1024}}}""" },
        { "{task: t, file: a/b, sidecars: [a/s.yml]}", """{"id":"1","task":{"name":"t","privileged":false,"hermetic":false,"config_path":"a/b","sidecars":["a/s.yml"]}}""" },
        { "{task: t, file: a/b, sidecars: [{name: db, image: pg}]}", """{"id":"1","task":{"name":"t","privileged":false,"hermetic":false,"config_path":"a/b","sidecars":[{"name":"db","image":"pg"}]}}""" },
        { "{set_pipeline: p, file: a/b, team: x, vars: {v: 1}, var_files: [a/c], instance_vars: {i: 2}}", """{"id":"1","set_pipeline":{"name":"p","file":"a/b","team":"x","vars":{"v":1},"var_files":["a/c"],"instance_vars":{"i":2}}}""" },
        { "{set_pipeline: self, file: a/b}", """{"id":"1","set_pipeline":{"name":"self","file":"a/b"}}""" },
        { "{load_var: v, file: a/b, format: json, reveal: true}", """{"id":"1","load_var":{"name":"v","file":"a/b","format":"json","reveal":true}}""" },
        { "{load_var: v, file: a/b}", """{"id":"1","load_var":{"name":"v","file":"a/b"}}""" },
        { "{run: m, type: proto, params: {p: 1}}", """{"id":"1","run":{"message":"m","type":"proto","object":{"d":2,"p":1},"privileged":false}}""" },

        // Control steps.
        { "{try: {get: r}}", """{"id":"2","try":{"step":{"id":"1","get":#Get}}}""" },
        { "{do: []}", """{"id":"1","do":[]}""" },
        { "{do: [{get: r}, {task: t, file: a/b}]}", """{"id":"3","do":[{"id":"1","get":#Get},{"id":"2","task":#Task}]}""" },
        { "{in_parallel: []}", """{"id":"1","in_parallel":{"steps":null}}""" },
        { "{in_parallel: [{get: r}, {task: t, file: a/b}]}", """{"id":"3","in_parallel":{"steps":[{"id":"1","get":#Get},{"id":"2","task":#Task}]}}""" },
        { "{in_parallel: {steps: [{get: r}], limit: 2, fail_fast: true}}", """{"id":"2","in_parallel":{"steps":[{"id":"1","get":#Get}],"limit":2,"fail_fast":true}}""" },
        { "{do: [{get: r}], timeout: 1h}", """{"id":"3","timeout":{"step":{"id":"2","do":[{"id":"1","get":#Get}]},"duration":"1h"}}""" },
        { "{get: r, attempts: 2}", """{"id":"3","retry":[{"id":"1","get":#Get},{"id":"2","get":#Get}]}""" },

        // Hooks: wrapped step, hook, wrapper.
        { "{get: r, on_success: {task: t, file: a/b}}", """{"id":"3","on_success":{"step":{"id":"1","get":#Get},"on_success":{"id":"2","task":#Task}}}""" },
        { "{get: r, on_failure: {task: t, file: a/b}}", """{"id":"3","on_failure":{"step":{"id":"1","get":#Get},"on_failure":{"id":"2","task":#Task}}}""" },
        { "{get: r, on_abort: {task: t, file: a/b}}", """{"id":"3","on_abort":{"step":{"id":"1","get":#Get},"on_abort":{"id":"2","task":#Task}}}""" },
        { "{get: r, on_error: {task: t, file: a/b}}", """{"id":"3","on_error":{"step":{"id":"1","get":#Get},"on_error":{"id":"2","task":#Task}}}""" },
        { "{get: r, ensure: {task: t, file: a/b}}", """{"id":"3","ensure":{"step":{"id":"1","get":#Get},"ensure":{"id":"2","task":#Task}}}""" },
        { "{get: r, ensure: {task: t, file: a/b}, on_failure: {task: t, file: a/b}}", """{"id":"5","ensure":{"step":{"id":"3","on_failure":{"step":{"id":"1","get":#Get},"on_failure":{"id":"2","task":#Task}}},"ensure":{"id":"4","task":#Task}}}""" },
        { "{task: t, file: a/b, attempts: 2, on_success: {get: r}}", """{"id":"5","on_success":{"step":{"id":"3","retry":[{"id":"1","task":#Task},{"id":"2","task":#Task}]},"on_success":{"id":"4","get":#Get}}}""" },

        { "{get: r, passed: [j], version: every, trigger: true}", """{"id":"1","get":#Get}""" },
        { "{try: {task: t, file: a/b}, attempts: 2}", """{"id":"5","retry":[{"id":"2","try":{"step":{"id":"1","task":#Task}}},{"id":"4","try":{"step":{"id":"3","task":#Task}}}]}""" },
        { "{put: r, on_failure: {put: r, no_get: true}}", """{"id":"5","on_failure":{"step":{"id":"3","on_success":{"step":{"id":"1","put":#Put},"on_success":{"id":"2","get":#After}}},"on_failure":{"id":"4","put":#Put}}}""" },
        { "{in_parallel: {steps: [{do: [{get: r}]}, {try: {do: []}}], limit: 1}}", """{"id":"5","in_parallel":{"steps":[{"id":"2","do":[{"id":"1","get":#Get}]},{"id":"4","try":{"step":{"id":"3","do":[]}}}],"limit":1}}""" },
        { "{run: m, type: proto, privileged: true, tags: [w], container_limits: {cpu: 1}, timeout: 1h}", """{"id":"1","run":{"message":"m","type":"proto","object":{"d":2,"p":0},"privileged":true,"tags":["w"],"container_limits":{"cpu":1},"timeout":"1h"}}""" },
        { "{load_var: v, file: a/b, timeout: 1h, attempts: 2}", """{"id":"5","retry":[{"id":"2","timeout":{"step":{"id":"1","load_var":{"name":"v","file":"a/b"}},"duration":"1h"}},{"id":"4","timeout":{"step":{"id":"3","load_var":{"name":"v","file":"a/b"}},"duration":"1h"}}]}""" },

        // Across: the inner step once, as a template.
        { "{load_var: v, file: a/b, timeout: 1h, attempts: 2, across: [{var: x, values: [1]}], on_success: {task: t, file: a/b}, ensure: {get: r}}", """{"id":"a","ensure":{"step":{"id":"8","on_success":{"step":{"id":"6","across":{"vars":[{"name":"x","values":[1]}],"substep_template":"{\"id\":\"5\",\"retry\":[{\"id\":\"2\",\"timeout\":{\"step\":{\"id\":\"1\",\"load_var\":{\"name\":\"v\",\"file\":\"a/b\"}},\"duration\":\"1h\"}},{\"id\":\"4\",\"timeout\":{\"step\":{\"id\":\"3\",\"load_var\":{\"name\":\"v\",\"file\":\"a/b\"}},\"duration\":\"1h\"}}]}"}},"on_success":{"id":"7","task":#Task}}},"ensure":{"id":"9","get":#Get}}}""" },
        { "{put: r, no_get: true, across: [{var: a, max_in_flight: 2}, {var: b, values: [x], max_in_flight: all}, {var: c, values: ((.:list))}]}", """{"id":"2","across":{"vars":[{"name":"a","max_in_flight":2},{"name":"b","values":["x"],"max_in_flight":"all"},{"name":"c","values":"((.:list))"}],"substep_template":"{\"id\":\"1\",\"put\":{\"name\":\"r\",\"type\":\"git\",\"source\":{},\"image\":{\"base_type\":\"git\"},\"resource\":\"r\"}}"}}""" },
        { "{task: t, file: a/b, across: [{var: v, values: [1, x]}]}", """{"id":"2","across":{"vars":[{"name":"v","values":[1,"x"]}],"substep_template":"{\"id\":\"1\",\"task\":{\"name\":\"t\",\"privileged\":false,\"hermetic\":false,\"config_path\":\"a/b\"}}"}}""" },
        { "{task: t, file: a/b, fail_fast: true, across: [{var: v, values: ((l)), max_in_flight: all}, {var: w, max_in_flight: 3}]}", """{"id":"2","across":{"vars":[{"name":"v","values":"((l))","max_in_flight":"all"},{"name":"w","max_in_flight":3}],"substep_template":"{\"id\":\"1\",\"task\":{\"name\":\"t\",\"privileged\":false,\"hermetic\":false,\"config_path\":\"a/b\"}}","fail_fast":true}}""" },
    };

    [Fact]
    public void Hooks_of_a_job_wrap_its_steps_in_order() => Expect(
        """
        jobs:
        - name: j
          ensure: {task: t, file: a/b}
          on_error: {task: t, file: a/b}
          on_abort: {task: t, file: a/b}
          on_failure: {task: t, file: a/b}
          on_success: {task: t, file: a/b}
          plan: []
        """,
        """
        {"id":"b","ensure":{"step":{"id":"9","on_error":{"step":{"id":"7","on_abort":{"step":{"id":"5","on_failure":{"step":{"id":"3","on_success":{"step":{"id":"1","do":[]},
          "on_success":{"id":"2","task":#Task}}},
          "on_failure":{"id":"4","task":#Task}}},
          "on_abort":{"id":"6","task":#Task}}},
          "on_error":{"id":"8","task":#Task}}},
          "ensure":{"id":"a","task":#Task}}}
        """.Replace("#Task", Task));

    [Fact]
    public void A_build_that_someone_asked_for_checks_the_images_of_puts_and_tasks_at_once() => Expect(
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
    public void The_image_of_a_types_type_is_planned_for_each_use_with_the_tags_of_the_nearest_type() => Expect(
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
    public void A_type_named_like_its_base_type_is_not_its_own_parent() => Expect(
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
    public void A_put_and_the_get_after_it_each_bring_the_image_of_their_type() => Expect(
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

    [Theory]
    [MemberData(nameof(Steps))]
    public void Each_step_is_planned_by_the_rules(string step, string json)
    {
        json = json.Replace("#Get", Get).Replace("#Put", Put).Replace("#After", After).Replace("#Task", Task);
        var last = json[(json.IndexOf("\"id\":\"", StringComparison.Ordinal) + 6)..].Split('"')[0];
        var next = (Convert.ToInt32(last, 16) + 1).ToString("x");
        Expect(
            "resources: [{name: r, type: git, source: {}}, {name: bare, type: mock}, "
            + "{name: shown, type: mock, source: {}, expose_build_created_by: true}]\n"
            + "prototypes: [{name: proto, type: mock, source: {}, defaults: {d: 2, p: 0}}]\n"
            + $"jobs: [{{name: j, plan: [{step}]}}]",
            $$"""{"id":"{{next}}","do":[{{json}}]}""");
    }

    [Theory]
    [InlineData("{get: x}", "unknown resource: x")]
    [InlineData("{put: x}", "unknown resource: x")]
    [InlineData("{run: m, type: x}", "unknown prototype: x")]
    public void What_is_missing_is_named(string step, string message)
    {
        var job = ConfigReader.Pipeline($"jobs: [{{name: j, plan: [{step}]}}]").Jobs![0];
        var planner = new BuildPlanner(new PlanIdFactory(0), new BuildPlanContext
        {
            Resources = [],
            Types = TypeCatalog.Of(null),
            Inputs = new Dictionary<string, ResourceVersion>(),
        });
        Assert.Equal(message, Assert.Throws<PlanningException>(() => planner.Plan(job)).Message);
    }

    [Fact]
    public void A_missing_version_of_an_input_is_named()
    {
        var config = ConfigReader.Pipeline("resources: [{name: r, type: t}]\njobs: [{name: j, plan: [{get: in, resource: r}]}]");
        var planner = new BuildPlanner(new PlanIdFactory(0), new BuildPlanContext
        {
            Resources = config.Resources!,
            Types = TypeCatalog.Of(null),
            Inputs = new Dictionary<string, ResourceVersion>(),
        });
        Assert.Equal(
            "version for input in not provided", Assert.Throws<PlanningException>(() => planner.Plan(config.Jobs![0])).Message);
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

    [Fact]
    public void Substeps_of_an_across_take_each_combination_and_ids_of_their_own()
    {
        var across = new AcrossPlan(new PlanId("5"))
        {
            Vars = [new("v", null, null), new("w", null, null)],
            SubstepTemplate = """{"id":"3","on_success":{"step":{"id":"1","put":{"name":"p-((.:v))","type":"((src:x))","source":{},"image":{}}},"on_success":{"id":"2","get":{"type":"t","source":{},"image":{},"version_from":"1","tags":["((.:w))"]}}}}""",
        };
        var substeps = AcrossExpansion.Substeps(across, [["a", "b"], ["x"]]);

        Assert.Equal(
            [
                """{"id":"5/0/0","on_success":{"step":{"id":"5/0/1","put":{"name":"p-a","type":"((src:x))","source":{},"image":{}}},"on_success":{"id":"5/0/2","get":{"type":"t","source":{},"image":{},"version_from":"5/0/1","tags":["x"]}}}}""",
                """{"id":"5/1/0","on_success":{"step":{"id":"5/1/1","put":{"name":"p-b","type":"((src:x))","source":{},"image":{}}},"on_success":{"id":"5/1/2","get":{"type":"t","source":{},"image":{},"version_from":"5/1/1","tags":["x"]}}}}""",
            ],
            substeps.Select(s => PlanJson.Write(s.Plan)));
        Assert.Empty(AcrossExpansion.Substeps(across, [["a"], []]));
    }

    [Theory]
    [InlineData("x-((.:v))", "{}", "failed to interpolate template: cannot interpolate non-primitive value (map[string]interface {}) from var: .:v")]
    [InlineData("((.:v.f))", "{}", "failed to interpolate template: missing field 'f' in var: v.f")]
    [InlineData("((.:v.f))", "1", "failed to interpolate template: cannot access field 'f' of non-map value ('json.Number') from var: v.f")]
    public void A_value_that_does_not_fit_into_a_substep_is_refused_in_upstreams_words(string name, string value, string message)
    {
        var across = new AcrossPlan(new PlanId("2"))
        {
            Vars = [new("v", null, null)],
            SubstepTemplate = $$$"""{"id":"1","load_var":{"name":"{{{name}}}","file":"a/b"}}""",
        };
        Assert.Equal(message, Assert.Throws<VarException>(() => AcrossExpansion.Substeps(across, [[JsonText.Parse(value)]])).Message);
    }

    [Fact]
    public void A_public_plan_shows_names_and_structure_only()
    {
        var plan = PlanJson.Parse(
            """
            {"id":"9","ensure":{"step":{"id":"8","do":[
            {"id":"1","get":{"name":"g","type":"c","source":{"secret":1},"params":{"p":1},"image":{"check_plan":{"id":"1/image-check","check":{"name":"c","type":"b","source":{},"image":{"base_type":"b"}}},"get_plan":{"id":"1/image-get","get":{"name":"c","type":"b","source":{},"image":{"base_type":"b"},"version_from":"1/image-check"}}},"version":{"ref":"x"},"resource":"g"}},
            {"id":"2","in_parallel":{"steps":null,"limit":1}},
            {"id":"3","set_pipeline":{"name":"self","file":"f","vars":{"v":1}}},
            {"id":"4","across":{"vars":[{"name":"v","values":[1]}],"substep_template":"{}","fail_fast":true}},
            {"id":"5","timeout":{"step":{"id":"6","load_var":{"name":"l","file":"f"}},"duration":"1h"}}]},
            "ensure":{"id":"7","task":{"name":"t","privileged":true,"hermetic":false,"config_path":"x"}}}}
            """);

        Assert.Equal(
            """
            {"id":"9","ensure":{"step":{"id":"8","do":[
            {"id":"1","get":{"name":"g","type":"c","resource":"g","version":{"ref":"x"},"image_get_plan":{"id":"1/image-get","get":{"name":"c","type":"b"}},"image_check_plan":{"id":"1/image-check","check":{"name":"c","type":"b"}}}},
            {"id":"2","in_parallel":{"steps":[],"limit":1}},
            {"id":"3","set_pipeline":{"name":"self","team":"","instance_vars":null}},
            {"id":"4","across":{"vars":[{"name":"v"}],"fail_fast":true}},
            {"id":"5","timeout":{"step":{"id":"6","load_var":{"name":"l"}},"duration":"1h"}}]},
            "ensure":{"id":"7","task":{"name":"t","privileged":true,"hermetic":false}}}}
            """.Replace("\n", ""),
            PublicPlan.Of(plan).Text);
    }

    [Theory]
    [InlineData("""{"id":"1","put":{"name":"n","type":"t","source":{"s":1},"image":{"base_type":"b"},"params":{"p":1},"inputs":"all","resource":"r","tags":["w"],"timeout":"1h"}}""", """{"id":"1","put":{"name":"n","type":"t","resource":"r"}}""")]
    [InlineData("""{"id":"1","get":{"type":"t","source":{},"image":{},"version_from":"0","params":{"p":1}}}""", """{"id":"1","get":{"name":"","type":"t"}}""")]
    [InlineData("""{"id":"1","check":{"name":"n","type":"t","source":{"s":1},"image":{},"from_version":{"v":"1"},"resource":"r","interval":"1m0s"}}""", """{"id":"1","check":{"name":"n","type":"t"}}""")]
    [InlineData("""{"id":"1","run":{"message":"m","type":"p","object":{"o":1},"privileged":true}}""", """{"id":"1","run":{"message":"m","type":"p","privileged":true}}""")]
    [InlineData("""{"id":"1","set_pipeline":{"name":"p","file":"f","team":"t","instance_vars":{"i":1}}}""", """{"id":"1","set_pipeline":{"name":"p","team":"t","instance_vars":{"i":1}}}""")]
    [InlineData("""{"id":"3","retry":[{"id":"1","load_var":{"name":"v","file":"f","reveal":true}},{"id":"2","load_var":{"name":"v","file":"f"}}]}""", """{"id":"3","retry":[{"id":"1","load_var":{"name":"v"}},{"id":"2","load_var":{"name":"v"}}]}""")]
    [InlineData("""{"id":"2","try":{"step":{"id":"1","do":[]}}}""", """{"id":"2","try":{"step":{"id":"1","do":[]}}}""")]
    [InlineData("""{"id":"3","on_success":{"step":{"id":"1","do":[]},"on_success":{"id":"2","do":[]}}}""", """{"id":"3","on_success":{"step":{"id":"1","do":[]},"on_success":{"id":"2","do":[]}}}""")]
    [InlineData("""{"id":"3","on_failure":{"step":{"id":"1","do":[]},"on_failure":{"id":"2","do":[]}}}""", """{"id":"3","on_failure":{"step":{"id":"1","do":[]},"on_failure":{"id":"2","do":[]}}}""")]
    [InlineData("""{"id":"3","on_abort":{"step":{"id":"1","do":[]},"on_abort":{"id":"2","do":[]}}}""", """{"id":"3","on_abort":{"step":{"id":"1","do":[]},"on_abort":{"id":"2","do":[]}}}""")]
    [InlineData("""{"id":"3","on_error":{"step":{"id":"1","do":[]},"on_error":{"id":"2","do":[]}}}""", """{"id":"3","on_error":{"step":{"id":"1","do":[]},"on_error":{"id":"2","do":[]}}}""")]
    [InlineData("""{"id":"1","artifact_input":{"artifact_id":7,"name":"a"}}""", """{"id":"1","artifact_input":{"artifact_id":7,"name":"a"}}""")]
    [InlineData("""{"id":"1","artifact_output":{"name":"a"}}""", """{"id":"1","artifact_output":{"name":"a"}}""")]
    [InlineData("""{"id":"1","dependent_get":{"type":"t","name":"n","resource":"r"}}""", """{"id":"1","dependent_get":{"name":"n","type":"t","resource":"r"}}""")]
    [InlineData("""{"id":"1","attempts":[1,2],"task":{"name":"t","privileged":false,"hermetic":true,"config_path":"x"}}""", """{"id":"1","task":{"name":"t","privileged":false,"hermetic":true}}""")]
    public void Each_kind_of_node_shows_what_the_table_says(string plan, string shown) => Assert.Equal(shown, PublicPlan.Of(PlanJson.Parse(plan)).Text);

    private static void Expect(string yaml, string json, bool manually = false)
    {
        var config = ConfigReader.Pipeline(yaml);
        var job = config.Jobs![0];
        var plan = new BuildPlanner(new PlanIdFactory(0), new BuildPlanContext
        {
            Resources = config.Resources ?? [],
            Types = TypeCatalog.Of(config.ResourceTypes),
            Prototypes = config.Prototypes ?? [],
            Inputs = job.Inputs().ToDictionary(g => g.Name, _ => ResourceVersion.Parse("""{"ref":"x"}""")),
            ManuallyTriggered = manually,
        }).Plan(job);

        var text = PlanJson.Write(plan);
        Assert.Equal(string.Concat(json.Split('\n').Select(l => l.TrimStart())), text);
        Assert.Equal(text, PlanJson.Write(PlanJson.Parse(text)));
    }
}
