using Concourse.Core.Values;

namespace Concourse.Core.Configuration;

/// <summary>
/// A text is no configuration. The message is upstream's, word for word, as it goes over the wire; the place and the
/// hint are our additions, for showing beside it.
/// </summary>
public sealed class ConfigFormatException : FormatException
{
    public ConfigFormatException(string message, SourcePosition position = default, string hint = "")
        : base(message)
    {
        Position = position;
        Hint = hint;
    }

    /// <summary>Where in the text the mistake is, as far as known.</summary>
    public SourcePosition Position { get; }

    /// <summary>What the author may have meant; empty if nothing is near.</summary>
    public string Hint { get; }

    /// <summary>The message with place and hint behind it: <c>message (line 3, column 5; did you mean 'jobs'?)</c>.</summary>
    public string Explained => Mistake.Explain(Message, Position, Hint);
}
