using Fly.Tests.Terminals;

namespace Fly.Tests.Programs;

public sealed class ValidatePipelineTests : IDisposable
{
    private readonly FlyRun fly = new(api: null);

    public void Dispose() => fly.Dispose();

    [Fact]
    public async Task A_good_pipeline_looks_good()
    {
        Assert.Equal(0, await fly.RunAsync("vp", "-c", fly.File("ci.yml", "jobs:\n- name: a\n  plan:\n  - task: t\n    file: x/y.yml\n")));
        Assert.Equal("looks good\n", fly.Screen.Output);
    }

    [Fact]
    public async Task Errors_are_listed_with_their_places_and_the_command_fails()
    {
        var file = fly.File("ci.yml", "resources:\n- {name: lonely, type: mock}\n");

        Assert.Equal(1, await fly.RunAsync("validate-pipeline", "-c", file));
        Assert.StartsWith(
            "\nWARNING:\nError loading existing config:\n  - invalid resources:\n\tresource 'lonely' is not used\n\n",
            fly.Screen.Error,
            StringComparison.Ordinal);
        Assert.Contains($"{file}:2:3: resource 'lonely' is not used\n", fly.Screen.Error, StringComparison.Ordinal);
        Assert.EndsWith("error: configuration invalid\n", fly.Screen.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jobs:\n- name: j\n  plan:\n  - do:\n    - task: t\n      fil: a/b\n", "{file}:6:7: jobs.j.plan.do[0].do[0]: unknown fields [\"fil\"] (did you mean 'file'?)\n")]
    [InlineData("jobs:\n- name: j\n  plan:\n  - task: t\n    config:\n      platform: linux\n      ouputs: []\n", "{file}:7:7: jobs.j.plan.do[0].task(t).config: unknown fields [\"ouputs\"] (did you mean 'outputs'?)\n")]
    [InlineData("jobs:\n- name: j\n  plan:\n  - do:\n    - {task: t, file: a/b}\n    timeout: never\n", "{file}:4:5: jobs.j.plan.do[0].timeout: invalid duration 'never'\n")]
    [InlineData("jobs:\n- name: j\n  plan: []\n  ensure:\n    try:\n      in_parallel:\n      - put: x\n", "{file}:7:9: jobs.j.plan.ensure.try.in_parallel.steps[0].put(x): unknown resource 'x'\n")]
    [InlineData("display:\n  background_image: ftp://x\njobs: [{name: j}]\n", "{file}:2:3: background_image scheme must be either http, https or relative\n")]
    [InlineData("jobs:\n- name: j\n  serial: maybe\n", "JobConfig.jobs.serial of type bool (line 3, column 11)\n")]
    [InlineData("jobs:\n- name: j\n  plan:\n  - gett: x\n", "no step configured (line 4, column 5; did you mean 'get'?)\n")]
    [InlineData("jobs:\n- name: j\n  plan:\n  - get: x\n    passed: [a, [b]]\n", "GetStep.passed of type string (line 5, column 17)\n")]
    public async Task Each_kind_of_mistake_is_shown_with_its_place(string text, string line)
    {
        var file = fly.File("ci.yml", text);
        Assert.Equal(1, await fly.RunAsync("validate-pipeline", "-c", file));
        Assert.Contains(line.Replace("{file}", file, StringComparison.Ordinal), fly.Screen.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1]", "error: could not unmarshal template variables ({file}): error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type vars.StaticVariables\n")]
    [InlineData("a: *b", "error: could not unmarshal template variables ({file}): error converting YAML to JSON: yaml: unknown anchor 'b' referenced\n")]
    public async Task A_file_of_vars_that_cannot_be_used_is_named(string text, string error)
    {
        var pipeline = fly.File("ci.yml", "jobs: [{name: j}]\n");
        var vars = fly.File("vars.yml", text);
        Assert.Equal(1, await fly.RunAsync("validate-pipeline", "-c", pipeline, "-l", vars));
        Assert.Equal(error.Replace("{file}", vars, StringComparison.Ordinal), fly.Screen.Error);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_named()
    {
        var folder = Directory.CreateTempSubdirectory("fly").FullName;
        var pipeline = fly.File("ci.yml", "jobs: [{name: j}]\n");
        try
        {
            Assert.Equal(1, await fly.RunAsync("validate-pipeline", "-c", folder));
            Assert.Equal($"error: could not read file: read {folder}: is a directory\n", fly.Screen.Error);
            Assert.Equal(1, await fly.RunAsync("validate-pipeline", "-c", pipeline, "-l", folder));
            Assert.Equal($"error: could not read template variables file ({folder}): read {folder}: is a directory\n", fly.Screen.Error);
            Assert.Equal(1, await fly.RunAsync("format-pipeline", "-c", folder));
            Assert.Equal($"could not read config file: read {folder}: is a directory\n", fly.Screen.Error);
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)':', (byte)' ', 0xff }, "invalid leading UTF-8 octet")]
    [InlineData(new byte[] { (byte)'a', (byte)':', (byte)' ', 0xc3 }, "incomplete UTF-8 octet sequence")]
    public async Task Bytes_that_are_no_text_are_refused_wherever_they_come_from(byte[] bytes, string error)
    {
        var pipeline = fly.File("ci.yml", "jobs: [{name: j}]\n");
        var spoiled = fly.File("spoiled.yml", bytes);

        Assert.Equal(1, await fly.RunAsync("validate-pipeline", "-c", spoiled));
        Assert.Equal($"error: error parsing yaml before applying templates: yaml: {error}\n", fly.Screen.Error);
        Assert.Equal(1, await fly.RunAsync("validate-pipeline", "-c", pipeline, "-l", spoiled));
        Assert.Equal(
            $"error: could not unmarshal template variables ({spoiled}): error converting YAML to JSON: yaml: {error}\n", fly.Screen.Error);
        Assert.Equal(1, await fly.RunAsync("format-pipeline", "-c", spoiled));
        Assert.StartsWith($"could not unmarshal config: error converting YAML to JSON: yaml: {error}", fly.Screen.Error, StringComparison.Ordinal);
        Assert.Equal(1, await fly.RunAsync(new Screen(bytes), "validate-pipeline", "-c", "-"));
        Assert.Equal($"error: error parsing yaml before applying templates: yaml: {error}\n", fly.Screen.Error);
    }

    [Fact]
    public async Task A_pipeline_in_utf_16_is_read_by_its_byte_order_mark()
    {
        var encoding = System.Text.Encoding.Unicode;
        var file = fly.File("ci.yml", [.. encoding.GetPreamble(), .. encoding.GetBytes("jobs: [{name: jób}]\n")]);

        Assert.Equal(0, await fly.RunAsync("validate-pipeline", "-c", file, "-o"));
        Assert.Equal("jobs:\n- name: jób\n\n", fly.Screen.Output);
    }

    [Fact]
    public async Task Unknown_keys_matter_only_in_strict_mode()
    {
        var file = fly.File("ci.yml", "jobs:\n- name: a\n  plan:\n  - task: t\n    file: x/y.yml\nbogus: 1\n");

        Assert.Equal(0, await fly.RunAsync("vp", "-c", file));
        Assert.Equal(1, await fly.RunAsync("vp", "-c", file, "-s"));
        Assert.Contains("unknown field \"bogus\"", fly.Screen.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: 1\na: 2\n", "error: error parsing yaml before applying templates: yaml: unmarshal errors:\n  line 2: mapping key \"a\" already defined at line 1\n")]
    [InlineData("[1]\n", "error: error parsing yaml before applying templates: yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into map[string]interface {}\n")]
    public async Task Text_that_is_no_pipeline_at_all_is_refused(string text, string error)
    {
        Assert.Equal(1, await fly.RunAsync("vp", "-c", fly.File("ci.yml", text)));
        Assert.Equal(error, fly.Screen.Error);
    }

    [Fact]
    public async Task Vars_of_the_line_win_over_files_and_the_last_file_over_the_first()
    {
        var template = fly.File("ci.yml", "jobs:\n- name: ((a))-((b))-((c))-((d))\n  serial: ((s))\n  plan: []\n");
        var first = fly.File("1.yml", "{a: file1, b: file1, c: file1}\n");
        var second = fly.File("2.yml", "{a: file2, b: file2}\n");

        await fly.RunAsync("vp", "-o", "-c", template, "-l", first, "-l", second, "-v", "a=line", "-y", "s=true");

        Assert.Equal("jobs:\n- name: line-file2-file1-((d))\n  plan: []\n  serial: true\n\n", fly.Screen.Output);
    }

    [Fact]
    public async Task A_pipeline_is_formatted_in_upstreams_key_order()
    {
        var file = fly.File("ci.yml", "jobs:\n- plan: [{file: x/y.yml, task: t}]\n  name: a # comment\n");

        Assert.Equal(0, await fly.RunAsync("format-pipeline", "-c", file, "-w"));
        Assert.Equal("jobs:\n- name: a\n  plan:\n  - file: x/y.yml\n    task: t\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }
}
