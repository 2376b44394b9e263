namespace Fly.Processes;

/// <summary>Whoever read fly's output has gone (<c>fly … | head -1</c>): there is nothing left to do, and nobody to tell.</summary>
internal sealed class OutputClosedException() : IOException("the output is closed");
