namespace Concourse.Engine.Events;

/// <summary>Takes secrets out of log text before it is stored.</summary>
public interface IRedactor
{
    /// <summary>Whether text must come in whole lines, so that a secret is not cut in two.</summary>
    bool NeedsWholeLines { get; }

    string Redact(string text);
}
