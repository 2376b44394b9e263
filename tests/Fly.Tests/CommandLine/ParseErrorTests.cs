using Fly.CommandLine;
using Fly.Commands;

namespace Fly.Tests.CommandLine;

/// <summary>The table of parse errors (fly.md §1).</summary>
public sealed class ParseErrorTests
{
    [Theory]
    [InlineData("get-pipeline", "the required flag `-p, --pipeline' was not specified")]
    [InlineData("set-pipeline", "the required flags `-c, --config' and `-p, --pipeline' were not specified")]
    [InlineData("pipelines --bogus-flag", "unknown flag `bogus-flag'")]
    [InlineData("pipelines -z", "unknown flag `z'")]
    [InlineData("pipelines -az", "unknown flag `z'")]
    [InlineData("pipelnes", "Unknown command `pipelnes', did you mean `pipelines'?")]
    [InlineData("get-pipeline -p", "expected argument for flag `-p, --pipeline'")]
    [InlineData("get-pipeline --pipeline", "expected argument for flag `-p, --pipeline'")]
    [InlineData("get-pipeline --team", "expected argument for flag `--team'")]
    [InlineData("get-pipeline -p --json", "expected argument for flag `-p, --pipeline', but got option `--json'")]
    [InlineData("get-pipeline -p --", "expected argument for flag `-p, --pipeline', but got double dash `--'")]
    [InlineData("pipelines --all=yes", "bool flag `-a, --all' cannot have an argument")]
    [InlineData("pipelines -a=yes", "bool flag `-a, --all' cannot have an argument")]
    [InlineData("jobs -p p/x", "invalid argument for flag `-p, --pipeline' (expected flaghelpers.PipelineFlag): "
        + "instance vars should be formatted as <key1:value1>(,<key2:value2>)")]
    [InlineData("unpause-pipeline -p p/x", "invalid argument for flag `-p, --pipeline' (expected *flaghelpers.PipelineFlag): "
        + "instance vars should be formatted as <key1:value1>(,<key2:value2>)")]
    [InlineData("trigger-job -j hello", "invalid argument for flag `-j, --job' (expected flaghelpers.JobFlag): argument format should be <pipeline>/<job>")]
    [InlineData("trigger-job -j hello/", "invalid argument for flag `-j, --job' (expected flaghelpers.JobFlag): argument format should be <pipeline>/<job>")]
    [InlineData("check-resource -r hello",
        "invalid argument for flag `-r, --resource' (expected flaghelpers.ResourceFlag): argument format should be <pipeline>/<resource>")]
    [InlineData("set-pipeline -c /no/such/file",
        "invalid argument for flag `-c, --config' (expected atc.PathFlag): path '/no/such/file' does not exist")]
    [InlineData("set-pipeline -l /no/such/file",
        "invalid argument for flag `-l, --load-vars-from' (expected []atc.PathFlag): path '/no/such/file' does not exist")]
    [InlineData("set-pipeline -v x",
        "invalid argument for flag `-v, --var' (expected []flaghelpers.VariablePairFlag): invalid variable pair 'x' (must be name=value)")]
    [InlineData("set-pipeline -y x",
        "invalid argument for flag `-y, --yaml-var' (expected []flaghelpers.YAMLVariablePairFlag): invalid variable pair 'x' (must be name=value)")]
    [InlineData("builds -c many", "invalid argument for flag `-c, --count' (expected int): strconv.ParseInt: parsing \"many\": invalid syntax")]
    [InlineData("get-pipeline -p \"broken", "invalid argument for flag `-p, --pipeline' (expected flaghelpers.PipelineFlag): invalid syntax")]
    public void A_line_that_does_not_fit_is_refused_with_upstreams_words(string line, string message) =>
        Assert.Equal(message, Assert.Throws<ParseException>(() => Parse(line.Split(' '))).Message);

    [Fact]
    public void A_word_like_no_command_is_answered_with_all_commands()
    {
        var message = Assert.Throws<ParseException>(() => Parse("foo")).Message;

        Assert.StartsWith("Unknown command `foo'. Please specify one command of: abort-build, builds, check-resource, ", message, StringComparison.Ordinal);
        Assert.EndsWith(", watch or workers", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hijack -j hello/greet", "hijack")]
    [InlineData("intercept --nothing", "hijack")]
    [InlineData("-t ci s -f", "sync")]
    [InlineData("expose-pipeline -p hello", "expose-pipeline")]
    public void A_command_of_upstream_that_is_still_to_come_is_named_as_such(string line, string command) => Assert.Equal(
        $"`{command}' is a command of Concourse that this fly does not have yet",
        Assert.Throws<ParseException>(() => Parse(line.Split(' '))).Message);

    [Fact]
    public void A_mistyped_name_is_never_answered_with_another_command_than_the_one_meant() => Assert.Equal(
        "Unknown command `expose-pipline', did you mean `expose-pipeline'?", Assert.Throws<ParseException>(() => Parse("expose-pipline")).Message);

    [Fact]
    public void No_name_is_both_there_and_still_to_come()
    {
        var there = CommandCatalog.Create().SelectMany(c => c.Aliases.Prepend(c.Name));
        string[] all = [.. there, .. CommandCatalog.Missing.SelectMany(m => m.Split(' '))];

        Assert.Equal(all.Distinct(), all);
    }

    private static ParsedLine Parse(params string[] words) => 
        new ArgumentParser(CommandCatalog.Create(), new GlobalOptions(), CommandCatalog.Missing).Parse(words);
}
