using System.Text;
using Concourse.Core.Values;

namespace Concourse.Core.Variables;

/// <summary>
/// The secret texts a build has seen, and their removal from its output (pipeline-config.md §7.6). Only texts are
/// tracked, in maps at any depth; a secret of several lines hides each of its lines. Thread-safe.
/// </summary>
public sealed class SecretTracker
{
    private const string Replacement = "((redacted))";
    private readonly Lock gate = new();
    private readonly HashSet<string> secrets = new(StringComparer.Ordinal);

    // In UTF-8, since output comes in bytes.
    private byte[][] pieces = [];

    /// <summary>Notes the value of a var. What was seen before stays hidden, be it of the same var.</summary>
    public void Track(Value value)
    {
        lock (gate)
        {
            var known = secrets.Count;
            Add(value);
            if (secrets.Count > known)
            {
                var lines = secrets.SelectMany(s => s.Split('\n')).Select(p => p.Trim()).Distinct(StringComparer.Ordinal);
                Volatile.Write(ref pieces, [.. lines.Select(Encoding.UTF8.GetBytes).Where(p => p.Length > 1)]);
            }
        }
    }

    /// <summary>A text without the secrets seen so far.</summary>
    public string Redact(string text) => Volatile.Read(ref pieces).Length == 0 ? text : Redact(Encoding.UTF8.GetBytes(text));

    /// <summary>The text of some bytes without the secrets seen so far; what is no UTF-8 becomes U+FFFD.</summary>
    public string Redact(ReadOnlySpan<byte> utf8)
    {
        var hidden = Volatile.Read(ref pieces);
        if (hidden.Length == 0)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        StringBuilder? redacted = null;
        var done = 0;
        foreach (var (start, end) in Matches(utf8, hidden))
        {
            redacted ??= new StringBuilder();
            redacted.Append(Encoding.UTF8.GetString(utf8[done..start])).Append(Replacement);
            done = end;
        }

        var rest = Encoding.UTF8.GetString(utf8[done..]);
        return redacted?.Append(rest).ToString() ?? rest;
    }

    /// <summary>
    /// How many bytes of output may be redacted and written now although more is to come: a secret may have begun at the end,
    /// and the next bytes may complete it.
    /// </summary>
    public int SafeLength(ReadOnlySpan<byte> utf8)
    {
        var hidden = Volatile.Read(ref pieces);
        var safe = utf8.Length;
        foreach (var piece in hidden)
        {
            for (var length = Math.Min(piece.Length - 1, utf8.Length); length > utf8.Length - safe; length--)
            {
                if (utf8.EndsWith(piece.AsSpan(0, length)))
                {
                    safe = utf8.Length - length;
                    break;
                }
            }
        }

        if (safe == utf8.Length)
        {
            return safe;
        }

        // What may begin inside a secret would make one with it.
        foreach (var (start, end) in Matches(utf8, hidden))
        {
            safe = start < safe && safe < end ? start : safe;
        }

        return safe;
    }

    // Where secrets stand, from left to right. Overlapping occurrences are one, so that no part of either stays readable.
    private static List<(int Start, int End)> Matches(ReadOnlySpan<byte> utf8, byte[][] pieces)
    {
        var found = new List<(int Start, int End)>();
        foreach (var piece in pieces)
        {
            for (int at = 0, next; (next = utf8[at..].IndexOf(piece)) >= 0; at += next + 1)
            {
                found.Add((at + next, at + next + piece.Length));
            }
        }

        found.Sort();
        var merged = new List<(int Start, int End)>(found.Count);
        foreach (var (start, end) in found)
        {
            if (merged.Count > 0 && start < merged[^1].End)
            {
                merged[^1] = (merged[^1].Start, Math.Max(merged[^1].End, end));
            }
            else
            {
                merged.Add((start, end));
            }
        }

        return merged;
    }

    private void Add(Value value)
    {
        if (!DeepRecursion.HasStack)
        {
            DeepRecursion.Continue((This: this, value), static s => s.This.Add(s.value));
            return;
        }

        switch (value)
        {
            case StringValue text:
                secrets.Add(text.Text);
                break;
            case MapValue map:
                foreach (var (_, inner) in map)
                {
                    Add(inner);
                }

                break;
        }
    }
}
