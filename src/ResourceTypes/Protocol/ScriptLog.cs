namespace ResourceTypes.Protocol;

/// <summary>Writes the step's log (stderr) line by line; safe to call from several threads.</summary>
public sealed class ScriptLog(TextWriter stderr)
{
    private readonly Lock _gate = new();

    public void Line(string text)
    {
        lock (_gate)
        {
            stderr.WriteLine(text);
            stderr.Flush();
        }
    }
}
