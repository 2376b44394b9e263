using System.Diagnostics;
using System.Globalization;
using System.Text;
using Concourse.Core.Configuration;
using Concourse.Core.Planning;
using Concourse.Core.Validation;
using Concourse.Core.Versions;
using YamlDotNet.Core;

// Parse, validate and plan a generated pipeline of 1,000 jobs and 5,000 steps, as a ratio to YamlDotNet's bare parse of
// the same text. Target: at most 4 (time); half the size shows that the time is linear.
foreach (var jobs in new[] { 500, 1000, 2000 })
{
    var text = Pipeline(jobs);
    var bare = Measure(() => BareParse(text));
    var whole = Measure(() => Whole(text));
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{jobs,5} jobs {text.Length / 1024,5} KiB   bare {bare.Milliseconds,7:0.0} ms {bare.Bytes >> 20,4} MiB   "
        + $"whole {whole.Milliseconds,7:0.0} ms {whole.Bytes >> 20,4} MiB   "
        + $"ratio time {whole.Milliseconds / bare.Milliseconds:0.00} memory {(double)whole.Bytes / bare.Bytes:0.00}"));
}

static (double Milliseconds, long Bytes) Measure(Action work)
{
    for (var i = 0; i < 3; i++)
    {
        work();
    }

    var times = new List<double>();
    long bytes = 0;
    for (var i = 0; i < 9; i++)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        work();
        times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        bytes = GC.GetAllocatedBytesForCurrentThread() - before;
    }

    times.Sort();
    return (times[times.Count / 2], bytes);
}

static void BareParse(string text)
{
    var parser = new Parser(new StringReader(text));
    while (parser.MoveNext())
    {
    }
}

static void Whole(string text)
{
    var config = ConfigReader.Pipeline(text);
    var result = PipelineValidator.Validate(config);
    if (result.Errors.Count > 0)
    {
        throw new InvalidOperationException(result.Errors[0]);
    }

    var context = new BuildPlanContext
    {
        Resources = config.Resources!,
        Types = TypeCatalog.Of(config.ResourceTypes),
        Inputs = new Dictionary<string, ResourceVersion>(),
    };
    var ids = new PlanIdFactory(0);
    var version = new ResourceVersion([new("ref", "x")]);
    foreach (var job in config.Jobs!)
    {
        new BuildPlanner(ids, context with { Inputs = job.Inputs().ToDictionary(g => g.Name, _ => version) }).Plan(job);
    }
}

static string Pipeline(int jobs)
{
    var text = new StringBuilder("resources:\n");
    for (var i = 0; i < jobs; i++)
    {
        text.Append(CultureInfo.InvariantCulture, $"- name: repo-{i}\n  type: git\n  source:\n    uri: https://example.com/repo-{i}.git\n    branch: main\n");
    }

    text.Append("jobs:\n");
    for (var i = 0; i < jobs; i++)
    {
        var passed = i == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"  - get: previous\n    resource: repo-{i - 1}\n    passed: [job-{i - 1}]\n");
        text.Append(CultureInfo.InvariantCulture, $$"""
            - name: job-{{i}}
              serial: true
              plan:
              - get: repo-{{i}}
                trigger: true
            {{passed}}  - task: build
                timeout: 1h
                config:
                  platform: linux
                  image_resource:
                    type: registry-image
                    source: {repository: busybox, tag: "1.36"}
                  inputs: [{name: repo-{{i}}}]
                  outputs: [{name: out}]
                  params: {A: one, B: "2", C: ((secret))}
                  run:
                    path: sh
                    args: [-ec, "make -C repo-{{i}} all"]
              - task: test
                file: repo-{{i}}/ci/test.yml
                attempts: 2
              - put: publish
                resource: repo-{{i}}
                params: {repository: out, rebase: true}
                on_failure:
                  task: notify
                  file: repo-{{i}}/ci/notify.yml

            """);
    }

    return text.ToString();
}
