using System.Collections;
using System.Globalization;
using Concourse.Core.Configuration;
using Concourse.Core.Planning;
using Concourse.Core.Validation;
using Concourse.Core.Versions;

namespace Concourse.Core.Tests.Configuration;

/// <summary>
/// Ten times the config is about ten times the work, counted in memory allocated and in elements looked at, which do not
/// depend on how busy the machine is. Times are bench/Core.Bench's.
/// </summary>
public sealed class LinearityTests
{
    private const int Few = 400;
    private const int Many = 10 * Few;

    public static TheoryData<string, string> Shapes => new()
    {
        { "chain", "  - {get: r#, passed: [job-@]}" },
        { "same glob everywhere", "  - {get: again, resource: shared, passed: ['job-*0']}" },
        { "a glob each", "  - {get: r#, passed: ['job-@*']}" },
        { "many steps", "  - in_parallel: [{get: r#}, {try: {put: p, resource: r#}}, {task: t#, file: r#/t, attempts: 2, ensure: {do: []}}]" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Reading_validating_and_planning_grow_with_the_config(string shape, string step)
    {
        var few = Work(Pipeline(Few, step));
        var many = Work(Pipeline(Many, step));
        Assert.True(many.Bytes < 15 * few.Bytes, $"{shape}: {few.Bytes} bytes became {many.Bytes}");
        Assert.True(many.Looks < 15 * few.Looks, $"{shape}: {few.Looks} looks became {many.Looks}");
    }

    private static (long Bytes, long Looks) Work(string text)
    {
        // The first run pays for code that is compiled once.
        Whole(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var looks = Whole(text);
        return (GC.GetAllocatedBytesForCurrentThread() - before, looks);
    }

    private static long Whole(string text)
    {
        var config = ConfigReader.Pipeline(text);
        var looks = new Counter();
        config = config with
        {
            Jobs = new Watched<JobConfig>(config.Jobs!, looks),
            Resources = new Watched<ResourceConfig>(config.Resources!, looks),
            Groups = [.. config.Groups!.Select(g => g with { Jobs = new Watched<string>(g.Jobs!, looks) })],
        };
        var errors = PipelineValidator.Validate(config).Errors;
        Assert.DoesNotContain(errors, e => !e.Contains("cycle", StringComparison.Ordinal));

        var context = new BuildPlanContext
        {
            Resources = config.Resources!,
            Types = TypeCatalog.Of(config.ResourceTypes),
            Inputs = new Dictionary<string, ResourceVersion>(),
        };
        var ids = new PlanIdFactory(0);
        var version = new ResourceVersion([new("ref", "x")]);
        foreach (var job in config.Jobs)
        {
            new BuildPlanner(ids, context with { Inputs = job.Inputs().ToDictionary(g => g.Name, _ => version) }).Plan(job);
        }

        return looks.Count;
    }

    // In each job @ is the number of the one before and # a resource that it shares with it.
    private static string Pipeline(int jobs, string step)
    {
        var numbers = Enumerable.Range(0, jobs).Select(i => i.ToString("00000", CultureInfo.InvariantCulture)).ToArray();
        var resources = numbers.Select(n => $"- {{name: r{n}, type: git}}");
        var plans = numbers.Select((n, i) =>
            $"- name: job-{n}\n  plan:\n  - {{get: own, resource: r{n}}}\n  - get: shared\n"
            + (i == 0 ? "" : step.Replace("#", numbers[i - 1], StringComparison.Ordinal).Replace("@", numbers[i - 1], StringComparison.Ordinal)));
        var groups = numbers.Where((_, i) => i % 10 == 0).Select(n => $"- {{name: g{n}, jobs: ['job-{n[..^1]}*', 'job-*1']}}");
        return $"resources:\n- {{name: shared, type: git}}\n{string.Join('\n', resources)}\ngroups:\n{string.Join('\n', groups)}\njobs:\n{string.Join('\n', plans)}\n";
    }

    private sealed class Counter
    {
        public long Count { get; set; }
    }

    private sealed class Watched<T>(IReadOnlyList<T> items, Counter counter) : IReadOnlyList<T>
    {
        public int Count => items.Count;

        public T this[int index]
        {
            get
            {
                counter.Count++;
                return items[index];
            }
        }

        public IEnumerator<T> GetEnumerator()
        {
            foreach (var item in items)
            {
                counter.Count++;
                yield return item;
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
