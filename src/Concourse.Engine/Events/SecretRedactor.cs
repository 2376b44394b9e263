using System.Collections.Concurrent;
using Concourse.Core.Values;

namespace Concourse.Engine.Events;

/// <summary>
/// The secrets that one build has used so far; each line of a secret that is longer than one byte is replaced wherever it
/// stands (engine chapter §3.2). Longer ones first, so that a secret inside another leaves nothing behind. Thread-safe.
/// </summary>
public sealed class SecretRedactor : IRedactor
{
    private const string Replacement = "((redacted))";

    private readonly ConcurrentDictionary<string, byte> lines = new(StringComparer.Ordinal);
    private volatile string[] longestFirst = [];

    public bool NeedsWholeLines => true;

    /// <summary>Remembers all texts in a value; numbers, booleans and lists are not tracked, as upstream.</summary>
    public void Track(Value value)
    {
        switch (value)
        {
            case StringValue text:
                Track(text.Text);
                break;
            case MapValue map:
                foreach (var entry in map.Entries)
                {
                    Track(entry.Value);
                }

                break;
        }
    }

    public string Redact(string text)
    {
        foreach (var line in longestFirst)
        {
            text = text.Replace(line, Replacement, StringComparison.Ordinal);
        }

        return text;
    }

    private void Track(string secret)
    {
        var added = false;
        foreach (var part in secret.Split('\n'))
        {
            var line = part.Trim();
            added |= line.Length > 1 && lines.TryAdd(line, 0);
        }

        if (added)
        {
            longestFirst = [.. lines.Keys.OrderByDescending(line => line.Length)];
        }
    }
}
