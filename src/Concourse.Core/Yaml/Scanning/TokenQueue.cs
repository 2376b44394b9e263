using System.Runtime.CompilerServices;

namespace Concourse.Core.Yaml.Scanning;

/// <summary>Tokens that were scanned and not parsed yet, numbered from the beginning of the text.</summary>
internal sealed class TokenQueue
{
    private YamlToken[] ring = new YamlToken[64];
    private long taken;
    private long added;

    /// <summary>The number of the first token in the queue.</summary>
    public long First => taken;

    /// <summary>The number of the token that is added next.</summary>
    public long Next => added;

    public int Count => (int)(added - taken);

    public ref YamlToken this[long number]
    {
        // Several times for each character of short tokens; compiled ahead of time it is not inlined by itself.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref ring[(int)number & (ring.Length - 1)];
    }

    public ref YamlToken Add(YamlTokenKind kind, in YamlMark start)
    {
        if (Count == ring.Length)
        {
            Grow();
        }

        // Whoever adds a kind that has a text sets it; that of an earlier token may stand there until then.
        ref var token = ref this[added++];
        token.Kind = kind;
        token.Style = default;
        token.Start = start;
        token.MapBefore = false;
        token.KeyBefore = false;
        token.KeyLevel = -1;
        token.IsPooled = false;
        return ref token;
    }

    public void Take() => taken++;

    private void Grow()
    {
        var larger = new YamlToken[ring.Length * 2];
        for (var number = taken; number < added; number++)
        {
            larger[number & (larger.Length - 1)] = this[number];
        }

        ring = larger;
    }
}
