using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Json;
using CsCheck;

namespace Concourse.Core.Tests.Configuration;

/// <summary>A pipeline survives every way it travels: YAML → model → JSON → model, and model → YAML → model.</summary>
public sealed class RoundTripTests
{
    private static readonly Gen<string> Word = Gen.String[Gen.Char["abcxz019-_ :#'\"<é"], 1, 8];
    private static readonly Gen<string> Scalar = Gen.OneOf(Word.Select(Quoted), Gen.Int.Select(n => $"{n}"), Gen.Double.Unit.Select(d => $"{d:R}"), Gen.Bool.Select(b => b ? "true" : "false"), Gen.Const("null"), Gen.Const("[]"), Gen.Const("{}"), Gen.Const("[1, {a: b}]"));
    private static readonly Gen<string> Free = Gen.Select(Word, Scalar).Array[0, 3].Select(pairs =>
        $"{{{string.Join(", ", pairs.DistinctBy(p => p.Item1).Select(p => $"{Quoted(p.Item1)}: {p.Item2}"))}}}");

    private static readonly Gen<string> Core = Gen.OneOf(
        Gen.Select(Word, Free, Gen.Bool).Select((n, p, t) => $"get: {Quoted(n)}, params: {p}, trigger: {Flag(t)}, version: {(t ? "every" : p.Contains("null") || t ? "latest" : "{ref: x}")}, passed: [{Quoted(n)}]"),
        Gen.Select(Word, Free).Select((n, p) => $"put: {Quoted(n)}, get_params: {p}, inputs: [{Quoted(n)}], no_get: true"),
        Gen.Select(Word, Free).Select((n, p) => $"task: {Quoted(n)}, params: {p}, config: {{platform: linux, image_resource: {{type: t, source: {p}}}, run: {{path: sh, args: [{Quoted(n)}]}}, caches: [{{path: c, ttl: 1h}}], container_limits: {{cpu: 1, memory: 2GB}}, sidecars: [{{name: a, image: b, ports: [{{containerPort: 1}}]}}]}}"),
        Word.Select(n => $"task: t, file: {Quoted(n)}, input_mapping: {{a: {Quoted(n)}}}, sidecars: [a/b, {{name: x, image: z}}]"),
        Free.Select(p => $"set_pipeline: self, file: a/b, vars: {p}, instance_vars: {p}, var_files: [a]"),
        Word.Select(n => $"load_var: {Quoted(n)}, file: a/b, reveal: true"),
        Free.Select(p => $"run: m, type: t, params: {p}"));

    private static readonly Gen<string> Step = Gen.Recursive<string>((depth, step) => depth > 2 ? Core : Gen.OneOf(
        Core,
        step.Select(s => $"try: {{{s}}}"),
        step.Array[0, 2].Select(s => $"do: [{string.Join(", ", s.Select(x => $"{{{x}}}"))}], timeout: 1h"),
        step.Array[0, 2].Select(s => $"in_parallel: {{steps: [{string.Join(", ", s.Select(x => $"{{{x}}}"))}], limit: 2, fail_fast: true}}"),
        step.Array[0, 2].Select(s => $"in_parallel: [{List(s)}], on_success: {{do: [{List(s)}]}}, on_error: {{try: {{get: x}}}}"),
        Gen.Select(Core, step).Select((s, hook) => $"{s}, ensure: {{{hook}}}, attempts: 2, across: [{{var: v, values: [1, a], max_in_flight: all}}]"),
        Gen.Select(Core, step, Scalar).Select((s, hook, v) => $"{s}, on_failure: {{{hook}}}, on_abort: {{{hook}}}, unheard_of: {v}")));

    private static readonly Gen<string> Pipeline = Gen.Select(Step.Array[0, 3], Free, Word, Scalar).Select((steps, free, name, any) =>
        $$"""
        groups: [{name: g, jobs: [{{Quoted(name)}}]}]
        var_sources: [{name: v, type: dummy, config: {{free}}}]
        resources: [{name: {{Quoted(name)}}, type: t, source: {{free}}, check_every: 90s, version: {ref: x}, tags: [a]}, {name: b, type: t}]
        resource_types: [{name: rt, type: t, source: {{free}}, defaults: {{free}}, check_every: never, params: {{free}}}]
        prototypes: [{name: p, type: t, privileged: true}]
        display: {background_image: {{Quoted(name)}}}
        user_data: {{any}}
        jobs:
        - name: {{Quoted(name)}}
          old_name: {{Quoted(name)}}
          serial: true
          serial_groups: [a, {{Quoted(name)}}]
          max_in_flight: 2
          public: true
          interruptible: true
          disable_manual_trigger: true
          disable_reruns: true
          build_logs_to_retain: 3
          build_log_retention: {days: 1, builds: 2, minimum_succeeded_builds: 1}
          plan: [{{List(steps)}}]
          on_success: {get: x}
          on_failure: {put: x, inputs: all}
          on_error: {task: x, file: a/b}
          on_abort: {do: []}
          ensure: {try: {get: x} }
        - name: empty
        """);

    [Fact]
    public void A_pipeline_survives_json_and_yaml() => Pipeline.Sample(
        text =>
        {
            var json = ConfigJson.Text(ConfigReader.Pipeline(text));
            Assert.Equal(json, ConfigJson.Text(ConfigReader.PipelineJson(json)));
            Assert.Equal(json, ConfigJson.Text(ConfigReader.Pipeline(json)));
            Assert.Equal(json, ConfigJson.Text(ConfigReader.Pipeline(ConfigYaml.Format(text))));
        },
        iter: 1000);

    private static string Flag(bool value) => value ? "true" : "false";

    private static string List(IEnumerable<string> steps) => string.Join(", ", steps.Select(s => $"{{{s}}}"));

    private static string Quoted(string text) => $"'{text.Replace("'", "''")}'";
}
