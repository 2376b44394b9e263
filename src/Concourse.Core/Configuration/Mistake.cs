using Concourse.Core.Values;

namespace Concourse.Core.Configuration;

/// <summary>
/// Something wrong with a configuration: upstream's words, and beside them our own addition of where it is and what may
/// have been meant.
/// </summary>
public sealed record Mistake(string Message, SourcePosition Position = default, string Hint = "")
{
    /// <summary>The message with place and hint behind it.</summary>
    public override string ToString() => Explain(Message, Position, Hint);

    internal static string Explain(string message, SourcePosition position, string hint)
    {
        var place = position.IsKnown ? $"line {position.Line}, column {position.Column}" : "";
        var addition = string.Join("; ", new[] { place, hint }.Where(p => p.Length > 0));
        return addition.Length > 0 ? $"{message} ({addition})" : message;
    }
}
