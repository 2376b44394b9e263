using System.Text;
using Fly.Terminals;

namespace Fly.Tests.Terminals;

/// <summary>A terminal whose output is kept.</summary>
internal sealed class Screen
{
    private readonly StringBuilder output = new();
    private readonly TextWriter shared;
    private readonly StringBuilder error = new();

    public Screen(bool isTerminal = false, string input = "", bool coloursRefused = false)
        : this(Encoding.UTF8.GetBytes(input), isTerminal, coloursRefused)
    {
    }

    public Screen(byte[] input, bool isTerminal = false, bool coloursRefused = false)
    {
        shared = TextWriter.Synchronized(new StringWriter(output));
        Terminal = new Terminal(new MemoryStream(input), shared, new StringWriter(error))
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
