using System.Diagnostics;
using System.Globalization;
using System.Text;
using Concourse.Core.Tests.Yaml;

namespace Concourse.Core.Tests.Fuzzing;

/// <summary>
/// A minute of spoiled pipelines (an hour with <c>CONCOURSE_TEST_SOAK=1</c>), one after the other on one thread. Every input has a seed of its own:
/// <c>CONCOURSE_FUZZ_SEED</c> begins with the one that a failure names. An input that ends the process is left in its file.
/// </summary>
public sealed class PipelineFuzzTests(ITestOutputHelper output)
{
    private static readonly TimeSpan PerInput = TimeSpan.FromSeconds(1);

    [Fact]
    public void Nothing_but_named_errors_comes_of_spoiled_pipelines()
    {
        var limit = Environment.GetEnvironmentVariable("CONCOURSE_TEST_SOAK") == "1" ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(1);
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CONCOURSE_FUZZ_SEED"), CultureInfo.InvariantCulture, out var given)
            ? given
            : Random.Shared.Next(1_000_000_000);
        var file = Path.Combine(Path.GetTempPath(), $"concourse-fuzz-{Environment.ProcessId}.yml");
        var first = seed;
        var goals = new Dictionary<PipelineJourney.Goal, int>();
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < limit)
        {
            var random = new Random(seed);
            var text = new PipelineMutator(random).Mutate(Samples.All[random.Next(Samples.All.Count)]);
            File.WriteAllBytes(file, text);
            try
            {
                var goal = PipelineJourney.Goal.NoYaml;
                if (ProcessorTime.Of(() => goal = PipelineJourney.Travel(text)) > PerInput)
                {
                    var again = ProcessorTime.Best(PerInput, () => PipelineJourney.Travel(text));
                    Assert.True(again < PerInput, $"it took {again}");
                }

                goals[goal] = goals.GetValueOrDefault(goal) + 1;
            }
            catch (Exception e)
            {
                Assert.Fail($"CONCOURSE_FUZZ_SEED={seed}, kept in {file}:\n{Encoding.UTF8.GetString(text)}\n--\n{e}");
            }

            seed++;
        }

        File.Delete(file);
        var counts = string.Join(", ", goals.Select(g => $"{g.Value} {g.Key}"));
        output.WriteLine($"soak: fuzzing: {seed - first} inputs in {watch.Elapsed.TotalSeconds:0} s, seeds {first} to {seed - 1}: {counts}");
        Assert.True(goals.Count == Enum.GetValues<PipelineJourney.Goal>().Length, $"the inputs are too much alike: {counts}");
    }
}
