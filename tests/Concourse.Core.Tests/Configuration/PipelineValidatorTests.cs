using Concourse.Core.Configuration;
using Concourse.Core.Validation;

namespace Concourse.Core.Tests.Configuration;

/// <summary>One row for each message of pipeline-config.md §9, its text written from the chapter.</summary>
public sealed class PipelineValidatorTests
{
    private const string Job = "jobs: [{name: j, plan: [{get: r}]}]\nresources: [{name: r, type: git, source: {}}]\n";

    public static TheoryData<string, string> Errors => new()
    {
        // Shape, identifiers.
        { "resources: [{name: r, type: git}]", "invalid resources:\n\tresource 'r' is not used\n|invalid jobs:\n\tjobs: pipeline must contain at least one job\n" },
        { Plan("{get: x}"), "invalid jobs:\n\tjobs.j.plan.do[0].get(x): unknown resource 'x'\n" },
        { "jobs: [{plan: [{task: t, file: a/b}]}]", "invalid jobs:\n\tjobs[0]: identifier cannot be an empty string\n\tjobs[0] has no name\n" },

        // Groups.
        { Job + "groups: [{name: g, jobs: ['[']}]", "invalid groups:\n\tinvalid glob expression '[' for group 'g'\n\tjob 'j' belongs to no group\n" },
        { Job + "groups: [{name: g, jobs: [j, nope]}]", "invalid groups:\n\tno jobs match 'nope' for group 'g'\n" },
        { Job + "groups: [{name: g, jobs: ['*'], resources: [nope]}]", "invalid groups:\n\tgroup 'g' has unknown resource 'nope'\n" },
        { Job + "groups: [{name: g, jobs: [j]}, {name: g, jobs: ['{j,k}']}]", "invalid groups:\n\tgroup 'g' appears 2 times. Duplicate names are not allowed.\n" },
        { Job + "groups: [{name: g}]", "invalid groups:\n\tjob 'j' belongs to no group\n" },

        // Resources, types, prototypes.
        { "jobs: [{name: j, plan: [{get: r}]}]\nresources: [{name: r, type: a}, {name: r, type: b}]", "invalid resources:\n\tresources[0] and resources[1] have the same name ('r')\n" },
        { "jobs: [{name: j, plan: [{get: r}]}]\nresources: [{name: r}]", "invalid resources:\n\tresources.r has no type\n" },
        { Job + "resource_types: [{name: t, type: a}, {name: t, type: a}]", "invalid resource types:\n\tresource_types[0] and resource_types[1] have the same name ('t')\n" },
        { Job + "resource_types: [{name: t}]", "invalid resource types:\n\tresource_types.t has no type\n" },
        { Job + "resource_types: [{type: t}]", "invalid resource types:\n\tresource_types[0]: identifier cannot be an empty string\n\tresource_types[0] has no name\n" },
        { Job + "resource_types: [{name: t, type: a}]\nprototypes: [{name: t, type: a}]", "invalid prototypes:\n\tresource_types[0] and prototypes[0] have the same name ('t')\n" },
        { Job + "prototypes: [{type: t}, {name: p}]", "invalid prototypes:\n\tprototypes[0]: identifier cannot be an empty string\n\tprototypes[0] has no name\n\tprototypes.p has no type\n" },

        // Var sources: their settings have a table of their own.
        { Job + "var_sources: [{name: v, type: dummy, config: {vars: {}}}, {name: v, type: dummy, config: {vars: {}}}]", "invalid variable sources:\n\tvar_sources[0] and var_sources[1] have the same name ('v')\n" },
        { Job + "var_sources: [{name: a, type: dummy, config: {vars: {x: ((b:y))}}}, {name: b, type: dummy, config: {vars: {x: ((a:y))}}}]", "invalid variable sources:\n\tfailed to order by dependency: could not resolve inter-dependent var sources: a, b\n" },

        // Jobs.
        { Jobs("{name: j, plan: []}, {name: j, plan: []}"), "invalid jobs:\n\tjobs[0] and jobs[1] have the same name ('j')\n" },
        { Jobs("{name: j, plan: [], build_logs_to_retain: 1, build_log_retention: {}}"), "invalid jobs:\n\tjobs.j can't use both build_log_retention and build_logs_to_retain\n" },
        { Jobs("{name: j, plan: [], build_logs_to_retain: -1}"), "invalid jobs:\n\tjobs.j has negative build_logs_to_retain: -1\n" },
        { Jobs("{name: j, plan: [], build_log_retention: {builds: -1, days: -2, minimum_succeeded_builds: -3}}"), "invalid jobs:\n\tjobs.j has negative build_log_retention.builds: -1\n\tjobs.j has negative build_log_retention.days: -2\n\tjobs.j has negative build_log_retention.min_success_builds: -3\n" },
        { Jobs("{name: j, plan: [], build_log_retention: {builds: 1, minimum_succeeded_builds: 2}}"), "invalid jobs:\n\tjobs.j has build_log_retention.min_success_builds: 2 greater than build_log_retention.min_success_builds: 1\n" },

        // Display.
        { Job + "display: {background_image: ':x'}", "invalid display config:\n\tbackground_image is not a valid URL: :x\n" },
        { Job + "display: {background_image: 'ftp://x'}", "invalid display config:\n\tbackground_image scheme must be either http, https or relative\n" },

        // Cycles.
        { "resources: [{name: r, type: t}]\n" + Jobs("{name: a, plan: [{get: r, passed: [b]}]}, {name: b, plan: [{get: r, passed: [a]}]}"), "invalid jobs:\n\tpipeline contains a cycle that starts at Job 'a'\n" },
        { "resources: [{name: r, type: t}]\n" + Jobs("{name: z, plan: [{get: r, passed: [a]}]}, {name: a, plan: [{get: r, passed: ['a*']}]}"), "invalid jobs:\n\tpipeline contains a cycle that starts at Job 'a'\n" },

        // Steps.
        { Plan("{get: r, bogus: 1}"), "invalid jobs:\n\tjobs.j.plan.do[0]: unknown fields [\"bogus\"]\n" },
        { Plan("{get: r, Passed: [], ä: 1}"), "invalid jobs:\n\tjobs.j.plan.do[0]: unknown fields [\"Passed\" \"\\u00e4\"]\n" },
        { Plan("{task: t}"), "invalid jobs:\n\tjobs.j.plan.do[0].task(t): must specify either `file:` or `config:`\n" },
        { Plan("{task: t, file: a/b, config: {platform: linux}}"), "invalid jobs:\n\tjobs.j.plan.do[0].task(t): must specify one of `file:` or `config:`, not both\n" },
        { Plan("{task: t, config: {ouputs: [], inputs: [{}], outputs: [{path: x}]}}"), "invalid jobs:\n\tjobs.j.plan.do[0].task(t).config: unknown fields [\"ouputs\"]\n\tjobs.j.plan.do[0].task(t).config: missing 'platform'\n\tjobs.j.plan.do[0].task(t).config:   input in position 0 is missing a name\n\tjobs.j.plan.do[0].task(t).config:   output in position 0 is missing a name\n" },
        { Plan("{task: t, file: a/b, sidecars: [a/s.yml, {name: main, image: x}]}"), "invalid jobs:\n\tjobs.j.plan.do[0].task(t): invalid sidecar configuration: reserved container name \"main\"\n" },
        { Plan("{task: t, config: {platform: linux, sidecars: [{name: a, image: x}, {name: a, image: x}]}}"), "invalid jobs:\n\tjobs.j.plan.do[0].task(t).config: invalid sidecar configuration: duplicate sidecar name \"a\"\n" },
        { Plan("{get: r}, {try: {get: r}}"), "invalid jobs:\n\tjobs.j.plan.do[1].try.get(r): repeated name\n" },
        { Plan("{put: x}"), "invalid jobs:\n\tjobs.j.plan.do[0].put(x): unknown resource 'x'\n" },
        { Plan("{get: r, passed: ['x*']}"), "invalid jobs:\n\tjobs.j.plan.do[0].get(r).passed: no matching job(s) for 'x*'\n" },
        { "resources: [{name: r, type: t}]\n" + Jobs("{name: j, plan: [{get: r, passed: [k]}]}, {name: k, plan: [{task: t, file: a/b}]}"), "invalid jobs:\n\tjobs.j.plan.do[0].get(r).passed: job 'k' does not interact with resource 'r'\n" },
        { Plan("{run: m, type: p}"), "invalid jobs:\n\tjobs.j.plan.do[0].run(p.m): unknown prototype 'p'\n" },
        { Plan("{run: M, type: p}"), "invalid jobs:\n\tjobs.j.plan.do[0].run(p.M): jobs.j.plan.do[0].run(p.M): 'M' is not a valid identifier: must start with a lowercase letter or a number\n\tjobs.j.plan.do[0].run(p.M): unknown prototype 'p'\n" },
        { Plan("{set_pipeline: p}"), "invalid jobs:\n\tjobs.j.plan.do[0].set_pipeline(p): no file specified\n" },
        { Plan("{load_var: v}"), "invalid jobs:\n\tjobs.j.plan.do[0].load_var(v): no file specified\n" },
        { Plan("{load_var: v, file: a/b}, {load_var: v, file: a/b}"), "invalid jobs:\n\tjobs.j.plan.do[1].load_var(v): repeated var name\n" },
        { Plan("{get: r, across: [{var: v}, {var: v, max_in_flight: 0}]}"), "invalid jobs:\n\tjobs.j.plan.do[0].across[1]: repeated var name\n\tjobs.j.plan.do[0].across[1].max_in_flight: must be greater than 0\n" },
        { Plan("{get: r, across: []}"), "invalid jobs:\n\tjobs.j.plan.do[0].across: no vars specified\n" },
        { Plan("{do: [{get: r}], timeout: x}"), "invalid jobs:\n\tjobs.j.plan.do[0].timeout: invalid duration 'x'\n" },
        { Plan("{get: r, attempts: 0}"), "invalid jobs:\n\tjobs.j.plan.do[0].attempts: must be greater than 0\n" },
        { Plan("{in_parallel: [{get: r}, {get: v, on_failure: {get: z}}]}"), "invalid jobs:\n\tjobs.j.plan.do[0].in_parallel.steps[1].get(v): unknown resource 'v'\n\tjobs.j.plan.do[0].in_parallel.steps[1].on_failure.get(z): unknown resource 'z'\n" },
        { "resources: [{name: r, type: t}]\n" + Jobs("{name: j, plan: [{get: r}], ensure: {put: x}}"), "invalid jobs:\n\tjobs.j.plan.ensure.put(x): unknown resource 'x'\n" },
        { Plan("{get: ''}"), "invalid jobs:\n\tjobs.j.plan.do[0].get(): jobs.j.plan.do[0].get(): identifier cannot be an empty string\n\tjobs.j.plan.do[0].get(): unknown resource ''\n" },
    };

    public static TheoryData<string, string, string> Warnings => new()
    {
        { Plan("{get: r}").Replace("name: j", "name: 12"), "invalid_identifier", "jobs.12: '12' is not a valid identifier: cannot be just numbers" },
        { Plan("{get: R, resource: r}"), "invalid_identifier", "jobs.j.plan.do[0].get(R): 'R' is not a valid identifier: must start with a lowercase letter or a number" },
        { Plan("{get: 'a b', resource: r}"), "invalid_identifier", "jobs.j.plan.do[0].get(a b): 'a b' is not a valid identifier: illegal character ' '" },
        { Plan("{get: r, across: [{var: v}]}, {load_var: v, file: a/b, across: [{var: v}, {var: w}]}"), "", "" },
        { Plan("{get: r}, {load_var: v, file: a/b}, {task: t, file: a/b, across: [{var: v}]}"), "var_shadowed", "jobs.j.plan.do[2].across[0]: shadows local var 'v'" },
        { Plan("{get: r}, {task: t, image: r, config: {platform: linux, rootfs_uri: x}}"), "pipeline", "jobs.j.plan.do[1].task(t): specifies image: on the step but also specifies an image under config: - the image: on the step takes precedence" },
        { Plan("{get: r}, {task: t, hermetic: true, file: a/b}"), "pipeline", "jobs.j.plan.do[1].task(t): specifies `hermetic:` only works against worker containerd runtime" },
        { Job + "groups: [{name: G, jobs: [j]}]", "invalid_identifier", "groups.G: 'G' is not a valid identifier: must start with a lowercase letter or a number" },
        { Job + "resource_types: [{name: T, type: a}]", "invalid_identifier", "resource_types.T: 'T' is not a valid identifier: must start with a lowercase letter or a number" },
        { Job + "prototypes: [{name: P, type: a}]", "invalid_identifier", "prototypes.P: 'P' is not a valid identifier: must start with a lowercase letter or a number" },
        { Job + "var_sources: [{name: V, type: dummy, config: {vars: {}}}]", "invalid_identifier", "var_sources.V: 'V' is not a valid identifier: must start with a lowercase letter or a number" },
        { Plan("{get: r}, {put: R, resource: r}"), "invalid_identifier", "jobs.j.plan.do[1].put(R): 'R' is not a valid identifier: must start with a lowercase letter or a number" },
        { Plan("{get: r}, {task: t, file: a/b}, {task: T, file: a/b}"), "invalid_identifier", "jobs.j.plan.do[2].task(T): 'T' is not a valid identifier: must start with a lowercase letter or a number" },
        { Plan("{get: r}, {set_pipeline: P, file: a/b}"), "invalid_identifier", "jobs.j.plan.do[1].set_pipeline(P): 'P' is not a valid identifier: must start with a lowercase letter or a number" },
        { Plan("{get: r}, {load_var: V, file: a/b}"), "invalid_identifier", "jobs.j.plan.do[1].load_var(V): 'V' is not a valid identifier: must start with a lowercase letter or a number" },
        { Plan("{get: r}, {try: {task: '((.:v))', file: a/b}, across: [{var: v}]}"), "invalid_identifier", "jobs.j.plan.do[1].across.try.task(((.:v))): '((.:v))' is not a valid identifier: must start with a lowercase letter or a number" },
        { Jobs("{name: j, plan: [], build_logs_to_retain: 3}"), "deprecated_field", "jobs.j.build_logs_to_retain is deprecated. Use build_log_retention instead." },
        { Plan("{get: r}, {task: '((.:v))', file: a/b, across: [{var: v}]}"), "", "" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void Mistakes_are_reported_in_upstreams_words(string yaml, string expected)
    {
        var result = PipelineValidator.Validate(ConfigReader.Pipeline(yaml));
        var errors = string.Join('|', result.Errors.Where(e => expected.Contains("is not used") || !e.Contains("is not used")));
        Assert.Equal(expected, errors);
    }

    [Theory]
    [MemberData(nameof(Warnings))]
    public void Doubts_are_reported_in_upstreams_words(string yaml, string type, string message)
    {
        var result = PipelineValidator.Validate(ConfigReader.Pipeline(yaml));
        if (type.Length == 0)
        {
            Assert.DoesNotContain(result.Warnings, w => w.Type == Identifier.WarningType);
            return;
        }

        Assert.Equal([new ConfigWarning(type, message)], result.Warnings);
    }

    [Fact]
    public void Each_mistake_has_its_place_and_a_hint_beside_upstreams_words()
    {
        var result = PipelineValidator.Validate(ConfigReader.Pipeline(
            """
            resources:
            - {name: r, type: git}
            jobs:
            - name: j
              plan:
              - get: r
                pased: [x]
            """));

        var mistake = Assert.Single(result.Mistakes);
        Assert.Equal("jobs.j.plan.do[0]: unknown fields [\"pased\"] (line 7, column 5; did you mean 'passed'?)", mistake.ToString());
    }

    [Fact]
    public void A_good_pipeline_has_nothing_said_about_it()
    {
        var result = PipelineValidator.Validate(ConfigReader.Pipeline(Job + "display: {background_image: /bg.png}\ngroups: [{name: g, jobs: ['?']}]"));
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
    }

    private static string Plan(string steps) => $"resources: [{{name: r, type: t}}]\n{Jobs($"{{name: j, plan: [{steps}]}}")}";

    private static string Jobs(string jobs) => $"jobs: [{jobs}]\n";
}
