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
    private readonly Dictionary<string, string> secrets = new(StringComparer.Ordinal);
    private string[] pieces = [];

    /// <summary>Notes the value of a var. The same path again replaces the earlier value, whatever its source.</summary>
    public void Track(VarReference reference, Value value)
    {
        lock (gate)
        {
            Track([reference.Path, .. reference.Fields], value);
            pieces = [.. secrets.Values.SelectMany(s => s.Split('\n')).Select(p => p.Trim()).Where(p => p.Length > 1 || IsWide(p)).Distinct()];
        }
    }

    /// <summary>A text without the secrets seen so far.</summary>
    public string Redact(string text)
    {
        StringBuilder? redacted = null;
        var done = 0;
        foreach (var (start, length) in Matches(text))
        {
            redacted ??= new StringBuilder();
            redacted.Append(text, done, start - done).Append(Replacement);
            done = start + length;
        }

        return redacted?.Append(text, done, text.Length - done).ToString() ?? text;
    }

    /// <summary>
    /// How much of a text may be written now although more is to come: a secret may have begun at its end, and the next
    /// chunk may complete it.
    /// </summary>
    public int SafeLength(string text)
    {
        var safe = text.Length;
        foreach (var piece in Volatile.Read(ref pieces))
        {
            for (var length = Math.Min(piece.Length - 1, text.Length); length > 0; length--)
            {
                if (text.AsSpan().EndsWith(piece.AsSpan(0, length), StringComparison.Ordinal))
                {
                    safe = Math.Min(safe, text.Length - length);
                    break;
                }
            }
        }

        foreach (var (start, length) in Matches(text))
        {
            safe = start < safe && safe < start + length ? start : safe;
        }

        return safe;
    }

    // Where secrets stand, from left to right.
    private List<(int Start, int Length)> Matches(string text)
    {
        var candidates = new List<(int Start, int Length)>();
        foreach (var piece in Volatile.Read(ref pieces))
        {
            for (var i = text.IndexOf(piece, StringComparison.Ordinal); i >= 0; i = text.IndexOf(piece, i + 1, StringComparison.Ordinal))
            {
                candidates.Add((i, piece.Length));
            }
        }

        // Overlapping occurrences become one, so that no part of either stays readable.
        candidates.Sort((a, b) => a.Start != b.Start ? a.Start - b.Start : b.Length - a.Length);
        var merged = new List<(int Start, int Length)>();
        foreach (var (start, length) in candidates)
        {
            if (merged.Count > 0 && start < merged[^1].Start + merged[^1].Length)
            {
                var last = merged[^1];
                merged[^1] = (last.Start, Math.Max(last.Start + last.Length, start + length) - last.Start);
            }
            else
            {
                merged.Add((start, length));
            }
        }

        return merged;
    }

    // Upstream measures bytes: one character beyond ASCII is long enough.
    private static bool IsWide(string piece) => piece.Length == 1 && piece[0] > 0x7f;

    private void Track(string[] path, Value value)
    {
        switch (value)
        {
            case StringValue text:
                secrets[string.Join('.', path)] = text.Text;
                break;
            case MapValue map:
                foreach (var (field, inner) in map)
                {
                    Track([.. path, field], inner);
                }

                break;
        }
    }
}
