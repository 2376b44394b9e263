namespace Fly.CommandLine;

/// <summary>What a command line asks for.</summary>
internal enum Request
{
    /// <summary>Run the command.</summary>
    Run,

    /// <summary>Print help: of the command, or of fly when there is none.</summary>
    Help,

    /// <summary>Print help because no command was named.</summary>
    Overview,

    /// <summary>Print the version.</summary>
    Version,
}

/// <summary>A parsed command line. <see cref="Command"/> is there whenever <see cref="Request"/> is to run.</summary>
internal sealed record ParsedLine(Request Request, Command? Command);
