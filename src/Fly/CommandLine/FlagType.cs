namespace Fly.CommandLine;

/// <summary>How the text of a flag becomes a value.</summary>
/// <param name="GoName">What messages call the type.</param>
/// <param name="Parse">Throws <see cref="FormatException"/> with the reason shown to the user.</param>
/// <param name="Unquotes">Whether a value that begins with <c>"</c> is read as a Go text literal.</param>
internal sealed record FlagType<T>(string GoName, Func<string, T> Parse, bool Unquotes = true)
{
    public T Read(Option option, string goName, string text)
    {
        try
        {
            return Parse(Unquotes && text.StartsWith('"') ? GoLiteral.Unquote(text) : text);
        }
        catch (FormatException e)
        {
            throw new ParseException($"invalid argument for flag `{option.Name}' (expected {goName}): {e.Message}");
        }
    }
}

/// <summary>Types of flags that are no grammar of their own.</summary>
internal static class FlagTypes
{
    public static FlagType<string> Text { get; } = new("string", text => text);

    public static FlagType<int> Integer { get; } = new("int", text => GoInteger.Parse(text, "strconv.ParseInt"));
}
