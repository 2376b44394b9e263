using Fly.Processes;

namespace Fly.Terminals;

/// <summary>The three standard streams and what is known about them.</summary>
internal sealed class Terminal(Stream input, TextWriter output, TextWriter error)
{
    /// <summary>The standard input for whoever wants all of it, as bytes.</summary>
    public Stream Input { get; } = input;

    /// <summary>The standard input for whoever asks for lines.</summary>
    public TextReader In { get; } = new StreamReader(input);

    public TextWriter Out { get; } = output;

    public TextWriter Error { get; } = error;

    public bool InIsTerminal { get; init; }

    public bool OutIsTerminal { get; init; }

    /// <summary>Whether single keys can be read from the console, so that typing stays hidden.</summary>
    public bool ReadsKeys { get; init; }

    /// <summary>Whether the user asked for no colours (<c>NO_COLOR</c>, <c>TERM=dumb</c>); tables and the diff do not care.</summary>
    public bool ColoursRefused { get; init; }

    /// <summary>Whether statuses and warnings are coloured.</summary>
    public bool Colours => OutIsTerminal && !ColoursRefused;

    /// <summary>The streams of this process.</summary>
    public static Terminal OfProcess() => new(
        StandardStream.OfInput(),
        new StreamWriter(StandardStream.OfOutput(), bufferSize: 16 * 1024) { AutoFlush = false },
        new StreamWriter(StandardStream.OfError()) { AutoFlush = true })
    {
        InIsTerminal = !Console.IsInputRedirected,
        OutIsTerminal = !Console.IsOutputRedirected,
        ReadsKeys = !Console.IsInputRedirected,
        ColoursRefused = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            || Environment.GetEnvironmentVariable("TERM") == "dumb",
    };

    /// <summary>The text in colour, where colours are shown.</summary>
    public string Paint(Style style, string text) => Colours ? style.Paint(text) : text;

    /// <summary>The text in bold type, on a terminal, whatever is said of colours.</summary>
    public string Embolden(string text) => OutIsTerminal ? Style.Bold.Paint(text) : text;

    public void Print(string line) => Out.Write(line + "\n");

    public void PrintError(string line)
    {
        Out.Flush();
        Error.Write(line + "\n");
    }

    /// <summary>Asks a question whose usual answer is no.</summary>
    /// <exception cref="FlyException">The input ended before an answer.</exception>
    public bool Confirm(string question)
    {
        while (true)
        {
            Out.Write($"{question} [yN]: ");
            Out.Flush();
            switch (In.ReadLine()?.Trim().ToLowerInvariant() ?? throw new FlyException("the input ended before an answer; use --non-interactive to go on without asking"))
            {
                case "y" or "yes":
                    return true;
                case "n" or "no" or "":
                    return false;
                default:
                    Print("Unknown input. Please enter y/yes/n/no.");
                    break;
            }
        }
    }
}
