using Fly.Terminals;

namespace Fly.Tests.Terminals;

/// <summary>A terminal whose output is kept.</summary>
internal sealed class Screen
{
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly TextWriter shared;
    private readonly StringWriter error = new() { NewLine = "\n" };

    public Screen(bool isTerminal = false, string input = "", bool coloursRefused = false)
    {
        shared = TextWriter.Synchronized(output);
        Terminal = new Terminal(new StringReader(input), shared, error)
        {
            InIsTerminal = isTerminal,
            OutIsTerminal = isTerminal,
            ColoursRefused = coloursRefused,
        };
    }

    public Terminal Terminal { get; }

    /// <summary>What was printed; may be read while fly runs.</summary>
    public string Output
    {
        get
        {
            lock (shared)
            {
                return output.ToString();
            }
        }
    }

    public string Error => error.ToString();
}
