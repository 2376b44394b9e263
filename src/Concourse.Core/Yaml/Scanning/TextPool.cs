using System.Numerics;

namespace Concourse.Core.Yaml.Scanning;

/// <summary>Gives the same string for the same short text as a rule: configurations repeat their keys all the time.</summary>
internal sealed class TextPool(int textLength)
{
    private const int LongestPooled = 24;
    private readonly string?[] slots = new string?[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(textLength / 64, 16, 8192))];

    public string Get(ReadOnlySpan<char> text) => Get(text, out _);

    /// <inheritdoc cref="Get(ReadOnlySpan{char})"/>
    public string Get(ReadOnlySpan<char> text, out bool pooled)
    {
        pooled = false;
        if (text.Length > LongestPooled)
        {
            return new string(text);
        }

        if (text.IsEmpty)
        {
            return "";
        }

        ref var slot = ref slots[Hash(text) & (slots.Length - 1)];
        pooled = slot is not null && text.SequenceEqual(slot);
        return pooled ? slot! : slot = new string(text);
    }

    /// <summary>A quick hash, good enough for tables in which a collision costs nothing but the sharing.</summary>
    public static int Hash(ReadOnlySpan<char> text)
    {
        var hash = (uint)text.Length;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 0x9E3779B1;
        }

        return (int)(hash >> 12);
    }
}
