namespace Concourse.Engine.Variables;

/// <summary>What stands between the brackets of <c>((source:path.field))</c>.</summary>
internal sealed record VariableReference(string Source, string Path, IReadOnlyList<string> Fields)
{
    /// <summary>Name of the source of a build's local variables.</summary>
    public const string Local = ".";

    public static VariableReference Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (source, rest) = colon < 0 ? ("", text) : (text[..colon], text[(colon + 1)..]);
        if (rest is ['"', .. var quoted, '"'])
        {
            return new VariableReference(source, quoted, []);
        }

        var parts = rest.Split('.');
        return new VariableReference(source, parts[0], parts[1..]);
    }
}
