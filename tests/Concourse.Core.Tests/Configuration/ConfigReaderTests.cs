using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Json;

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
}
