using System.Text;
using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Json;
using Concourse.Core.Configuration.Tasks;

namespace Concourse.Core.Tests.Configuration;

public sealed class ConfigReaderTests
{
    [Fact]
    public void A_pipeline_reads_from_yaml_and_renders_as_the_api_shows_it()
    {
        var config = ConfigReader.Pipeline(
            """
            anchors: &src {uri: https://example.com/a.git}
            resources:
            - name: r
              type: git
              source: *src
              check_every: 1h
            - {name: 1, type: time, tags: [a, ""]}
            jobs:
            - name: j
              serial: yes
              plan:
              - get: r
                trigger: true
                passed: [x]
              - task: t
                timeout: 5m
                attempts: 3
                ensure: {put: r, params: {b: 1.0, a: <x>}}
                config:
                  platform: linux
                  run: {path: sh, args: [-c, "echo hi"]}
                  params: {X: 1.50, B: yes, E: , L: [1, 2]}
              - in_parallel: [{get: a, resource: r}]
                bogus: 1
            """);

        Assert.Equal(
            """
            {"resources":[{"name":"r","type":"git","source":{"uri":"https://example.com/a.git"},"check_every":"1h0m0s"},
            {"name":"1","type":"time","source":null,"tags":["a"]}],
            "jobs":[{"name":"j","serial":true,"plan":[
            {"get":"r","passed":["x"],"trigger":true},
            {"attempts":3,"config":{"platform":"linux","params":{"B":"true","E":"","L":"[1,2]","X":"1.5"},"run":{"path":"sh","args":["-c","echo hi"]}},
            "ensure":{"params":{"a":"\u003cx\u003e","b":1},"put":"r"},"task":"t","timeout":"5m"},
            {"bogus":1,"in_parallel":{"steps":[{"get":"a","resource":"r"}]}}]}]}
            """.Replace("\n", ""),
            ConfigJson.Text(config));
    }

    [Theory]
    [InlineData("resources: [{name: r, foo: 1}]", "json: unknown field \"foo\"")]
    [InlineData("jobs: [{name: j, plan: [{get: 1}]}]", "malformed get step: json: cannot unmarshal number into Go struct field GetStep.get of type string")]
    [InlineData("jobs: [{name: j, plan: [{}]}]", "no step configured")]
    [InlineData("jobs: [{name: j, plan: [{attempts: 1}]}]", "no core step type declared (e.g. get, put, task, etc.)")]
    [InlineData("jobs: [{name: j, plan: [{get: x, ensure: ~}]}]", "malformed ensure step: no step configured")]
    [InlineData("jobs: [{name: j, plan: [{get: x, across: [{var: a, bogus: 1}]}]}]", "malformed across step: json: unknown field \"bogus\"")]
    [InlineData("jobs: [{name: j, plan: [{get: x, version: {some: 8}}]}]", "malformed get step: the value 8 of some is not a string")]
    [InlineData("jobs: [{name: j, plan: [{in_parallel: 5}]}]", "malformed in_parallel step: wrong type for parallel config: 5")]
    [InlineData("jobs: [{name: j, plan: [{in_parallel: [{get: 5}]}]}]", "malformed in_parallel step: failed to unmarshal parallel steps: malformed get step: json: cannot unmarshal number into Go struct field GetStep.get of type string")]
    [InlineData("resources: [{name: r, type: t, tags: x}]", "json: cannot unmarshal string into Go struct field ResourceConfig.resources.tags of type []string")]
    [InlineData("resources: [{name: r, type: t, check_every: 5}]", "non-string value provided")]
    [InlineData("resources: [{name: r, type: t, check_every: 5x}]", "time: unknown unit \"x\" in duration \"5x\"")]
    [InlineData("resources: {name: r}", "json: cannot unmarshal object into Go struct field Config.resources of type atc.ResourceConfigs")]
    [InlineData("jobs: [{name: j, plan: [{task: t, config: {run: {path: []}}}]}]", "malformed task step: json: cannot unmarshal array into Go struct field TaskStep.config.run.path of type string")]
    public void What_does_not_fit_is_refused_in_upstreams_words(string yaml, string message)
    {
        var refused = Assert.Throws<ConfigFormatException>(() => ConfigReader.Pipeline(yaml));
        Assert.Equal("error unmarshaling JSON: while decoding JSON: " + message, refused.Message);
    }

    [Theory]
    [InlineData("{run: {path: sh}, inputs: [{path: a}], outputs: [{}]}", "invalid task configuration:\nmissing 'platform'\n  input in position 0 is missing a name\n  output in position 0 is missing a name")]
    [InlineData("{platform: linux, ouputs: []}", "unknown fields: [ouputs]")]
    [InlineData("{platform: linux, caches: [{path: a, ttl: 5}]}", "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal number into Go struct field taskConfigAlias.caches.ttl of type string")]
    [InlineData("{platform: linux, caches: [{path: a, ttl: x}]}", "error unmarshaling JSON: while decoding JSON: invalid cache ttl 'x': time: invalid duration \"x\"")]
    [InlineData("{platform: linux, caches: [{path: a, ttl: 1ms}]}", "error unmarshaling JSON: while decoding JSON: cache ttl must be at least 1s, got '1ms'")]
    [InlineData("{platform: linux, container_limits: {memory: 1XB}}", "error unmarshaling JSON: while decoding JSON: could not parse container memory limit")]
    [InlineData("{platform: linux, container_limits: {cpu: many}}", "error unmarshaling JSON: while decoding JSON: cpu limit must be an integer")]
    [InlineData("{platform: linux, sidecars: [{name: artifact-helper, image: x}]}", "invalid sidecar configuration: reserved container name \"artifact-helper\"")]
    [InlineData("{platform: linux", "error converting YAML to JSON: yaml: line 1: did not find expected ',' or '}'")]
    public void Task_files_are_refused_in_upstreams_words(string yaml, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigFormatException>(() => ConfigReader.Task(yaml)).Message);

    [Theory]
    [InlineData("[{}]", "invalid sidecar configuration: missing 'name', missing 'image'")]
    [InlineData("[{name: main, image: x}]", "invalid sidecar configuration: reserved container name \"main\"")]
    [InlineData("[{name: a, image: x}, {name: a, image: y}]", "invalid sidecar configuration: duplicate sidecar name \"a\"")]
    [InlineData("[{name: a, imag: x}]", "parsing sidecar config: error unmarshaling JSON: while decoding JSON: json: unknown field \"imag\"")]
    public void Sidecar_files_are_refused_in_upstreams_words(string yaml, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigFormatException>(() => ConfigReader.Sidecars(Encoding.UTF8.GetBytes(yaml))).Message);

    [Fact]
    public void A_step_and_the_operator_override_limits_and_params_field_by_field()
    {
        var config = ConfigReader.Task("{platform: linux, container_limits: {cpu: 1}, params: {A: a, B: b}}")
            .WithLimits(new ContainerLimits { Memory = 5 })
            .WithDefaultLimits(new ContainerLimits { Cpu = 9, Memory = 9 })
            .WithParams(new Dictionary<string, string> { ["B"] = "x", ["C"] = "c" });
        Assert.Equal(
            """{"platform":"linux","container_limits":{"cpu":1,"memory":5},"params":{"A":"a","B":"x","C":"c"}}""",
            TaskConfigJson.Text(config));
    }

    [Fact]
    public void The_hint_names_the_key_that_was_meant()
    {
        var refused = Assert.Throws<ConfigFormatException>(() => ConfigReader.Pipeline("resources:\n- name: r\n  typ: git\n"));
        Assert.Equal(
            "error unmarshaling JSON: while decoding JSON: json: unknown field \"typ\" (line 3, column 3; did you mean 'type'?)",
            refused.Explained);
    }
}
