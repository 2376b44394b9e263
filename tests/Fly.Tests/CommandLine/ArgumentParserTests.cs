using Fly.CommandLine;

namespace Fly.Tests.CommandLine;

public sealed class ArgumentParserTests
{
    private readonly GlobalOptions globals = new();
    private readonly ProbeCommand probe = new();

    [Theory]
    [InlineData("--text value")]
    [InlineData("--text=value")]
    [InlineData("-x value")]
    [InlineData("-xvalue")]
    [InlineData("-x=value")]
    [InlineData("-ax value")]
    [InlineData("-axvalue", "expected argument for flag `-x, --text'")]
    public void A_value_may_be_written_in_every_way_of_go_flags(string flag, string? error = null)
    {
        if (error is not null)
        {
            Assert.Equal(error, Assert.Throws<ParseException>(() => Parse(["probe", .. flag.Split(' ')])).Message);
            return;
        }

        Parse(["probe", .. flag.Split(' ')]);
        Assert.Equal("value", probe.Text.Value);
    }

    [Fact]
    public void A_negative_number_is_a_value_of_a_number_and_an_option_elsewhere()
    {
        Parse(["probe", "-n", "-5"]);

        Assert.Equal(-5, probe.Number.Value);
        Assert.Equal(
            "expected argument for flag `-x, --text', but got option `-5'", Assert.Throws<ParseException>(() => Parse(["probe", "-x", "-5"])).Message);
    }

    [Fact]
    public void Short_switches_combine()
    {
        Parse(["probe", "-ak"]);

        Assert.True(probe.A.IsSet);
        Assert.True(probe.K.IsSet);
    }

    [Fact]
    public void A_command_is_found_by_its_alias() => Assert.Same(probe, Parse(["pr"]).Command);

    [Fact]
    public void Global_flags_stand_before_or_behind_the_command()
    {
        Parse(["probe", "-t", "prod", "--verbose"]);

        Assert.Equal("prod", globals.Target.Value);
        Assert.True(globals.Verbose.IsSet);
    }

    [Fact]
    public void A_commands_own_flag_hides_the_global_one()
    {
        Assert.Equal(Request.Run, Parse(["probe", "-v", "1"]).Request);
        Assert.Equal(["1"], probe.V.Values);
        Assert.False(globals.Version.IsSet);
    }

    [Fact]
    public void Words_behind_a_double_dash_are_arguments()
    {
        Parse(["probe", "one", "--", "-a", "--", "two"]);

        Assert.Equal(["one", "-a", "--", "two"], probe.Arguments);
        Assert.False(probe.A.IsSet);
    }

    [Fact]
    public void A_single_dash_is_a_value()
    {
        Parse(["probe", "-x", "-"]);

        Assert.Equal("-", probe.Text.Value);
    }

    [Fact]
    public void A_quoted_value_is_read_as_a_go_literal_except_for_vars()
    {
        Parse(["probe", "-x", "\"a\\tb\\u00e9\"", "-v", "\"as it is\""]);

        Assert.Equal("a\tbé", probe.Text.Value);
        Assert.Equal(["\"as it is\""], probe.V.Values);
    }

    [Fact]
    public void List_flags_add_up_and_single_flags_take_the_last()
    {
        Parse(["probe", "-v", "1", "-v", "2", "-x", "first", "-x", "last"]);

        Assert.Equal(["1", "2"], probe.V.Values);
        Assert.Equal("last", probe.Text.Value);
    }

    [Theory]
    [InlineData("-v", Request.Version)]
    [InlineData("--version --no-such-flag", Request.Version)]
    [InlineData("-h", Request.Help)]
    [InlineData("probe --help --no-such-flag", Request.Help)]
    [InlineData("", Request.Overview)]
    public void Help_and_version_act_as_soon_as_they_are_read(string line, object request) =>
        Assert.Equal(request, Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Request);

    private ParsedLine Parse(string[] words) => new ArgumentParser([probe], globals, []).Parse(words);

    private sealed class ProbeCommand : Command
    {
        public ProbeCommand()
            : base("probe", "A command for tests", "pr")
        {
            Text = Flag('x', "text", FlagTypes.Text, "");
            Number = Flag('n', "number", FlagTypes.Integer, "");
            A = Switch('a', "all", "");
            K = Switch('k', "keep", "");
            V = List('v', "var", FlagTypes.Text with { Unquotes = false }, "");
        }

        public Flag<string> Text { get; }

        public Flag<int> Number { get; }

        public Switch A { get; }

        public Switch K { get; }

        public ListFlag<string> V { get; }

        public override Task<int> RunAsync(FlyContext context, CancellationToken ct) => Task.FromResult(0);
    }
}
