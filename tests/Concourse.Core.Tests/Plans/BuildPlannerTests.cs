using Concourse.Core.Configuration;
using Concourse.Core.Planning;
using Concourse.Core.Versions;

namespace Concourse.Core.Tests.Plans;

/// <summary>What each step of a job becomes. Expected plans are written by hand from pipeline-config.md §12.</summary>
public sealed class BuildPlannerTests
{
    [Fact]
    public void The_example_of_the_reference_is_planned_exactly() => PlannedJob.Expect(
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
    public void A_put_under_three_attempts_gives_nine_nodes_and_the_retry() => PlannedJob.Expect(
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
    public void Hooks_of_a_job_wrap_its_steps_in_order() => PlannedJob.Expect(
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

    [Theory]
    [MemberData(nameof(Steps))]
    public void Each_step_is_planned_by_the_rules(string step, string json)
    {
        json = json.Replace("#Get", Get).Replace("#Put", Put).Replace("#After", After).Replace("#Task", Task);
        var last = json[(json.IndexOf("\"id\":\"", StringComparison.Ordinal) + 6)..].Split('"')[0];
        var next = (Convert.ToInt32(last, 16) + 1).ToString("x");
        PlannedJob.Expect(
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
}
