using Fly.Terminals;

namespace Fly.Tests.Terminals;

public sealed class TerminalTests
{
    [Theory]
    [InlineData("y\n", true)]
    [InlineData("YES\n", true)]
    [InlineData("n\n", false)]
    [InlineData("\n", false)]
    public void A_question_takes_yes_or_no_and_nothing_means_no(string input, bool answer) =>
        Assert.Equal(answer, new Screen(input: input).Terminal.Confirm("sure?"));

    [Fact]
    public void Any_other_answer_is_asked_again()
    {
        var screen = new Screen(input: "maybe\ny\n");

        Assert.True(screen.Terminal.Confirm("sure?"));
        Assert.Equal("sure? [yN]: Unknown input. Please enter y/yes/n/no.\nsure? [yN]: ", screen.Output);
    }

    [Fact]
    public void An_input_that_ends_is_no_answer() =>
        Assert.Throws<FlyException>(() => new Screen(input: "").Terminal.Confirm("sure?"));

    [Fact]
    public void Refused_colours_leave_bold_type()
    {
        var terminal = new Screen(isTerminal: true, coloursRefused: true).Terminal;

        Assert.Equal("text", terminal.Paint(Style.Failed, "text"));
        Assert.Equal("\e[1mtext\e[22m", terminal.Embolden("text"));
    }

    [Theory]
    [InlineData("""{"a":"x,:{}[]\"","b":[],"c":{},"d":[1,{"e":null}]}""", "{\n  \"a\": \"x,:{}[]\\\"\",\n  \"b\": [],\n  \"c\": {},\n  \"d\": [\n    1,\n    {\n      \"e\": null\n    }\n  ]\n}")]
    [InlineData("null", "null")]
    public void Json_is_indented_as_go_does(string compact, string indented) => Assert.Equal(indented, JsonOutput.Indent(compact));
}
