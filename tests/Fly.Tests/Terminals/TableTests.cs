using Fly.Terminals;

namespace Fly.Tests.Terminals;

public sealed class TableTests
{
    private readonly Table table = new("id", "name");

    public TableTests()
    {
        table.Add("1", new Cell("hello", Style.On));
        table.Add("234", "é");
    }

    [Fact]
    public void Without_a_terminal_there_are_neither_headers_nor_colours() =>
        Assert.Equal("1    hello\n234  é   \n", Print(isTerminal: false, printHeaders: false));

    [Fact]
    public void Headers_are_printed_when_asked_for_but_not_bold() =>
        Assert.Equal("id   name \n1    hello\n234  é   \n", Print(isTerminal: false, printHeaders: true));

    [Fact]
    public void On_a_terminal_headers_are_bold_and_cells_coloured() => Assert.Equal(
        "\e[1mid\e[22m   \e[1mname\e[22m \n1    \e[36mhello\e[0m\n234  é   \n",
        Print(isTerminal: true, printHeaders: false));

    [Fact]
    public void A_header_counts_for_the_width_only_when_it_is_printed()
    {
        var narrow = new Table("created by");
        narrow.Add("me");
        var (without, with) = (new Screen(), new Screen());

        narrow.Print(without.Terminal, printHeaders: false);
        narrow.Print(with.Terminal, printHeaders: true);

        Assert.Equal("me\n", without.Output);
        Assert.Equal("created by\nme        \n", with.Output);
    }

    [Fact]
    public void An_empty_table_prints_nothing()
    {
        var screen = new Screen();

        new Table("id").Print(screen.Terminal, printHeaders: false);

        Assert.Equal("", screen.Output);
    }

    private string Print(bool isTerminal, bool printHeaders)
    {
        var screen = new Screen(isTerminal);
        table.Print(screen.Terminal, printHeaders);
        return screen.Output;
    }
}
