using Fly.Terminals;

namespace Fly.Tests.Terminals;

/// <summary>A terminal whose output is kept.</summary>
internal sealed class Screen
{
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };

    public Screen(bool isTerminal = false, string input = "", bool coloursRefused = false) =>
        Terminal = new Terminal(new StringReader(input), output, error)
        {
            InIsTerminal = isTerminal,
            OutIsTerminal = isTerminal,
            ColoursRefused = coloursRefused,
        };

    public Terminal Terminal { get; }

    public string Output => output.ToString();

    public string Error => error.ToString();
}
