namespace Concourse.Core.Yaml.Scanning;

/// <summary>
/// The places, one at most per level of flow collections, where a key without <c>?</c> may have begun. It is one if a
/// colon follows on the same line, within 1,024 characters.
/// </summary>
internal sealed class SimpleKeys
{
    private Candidate[] levels = new Candidate[16];

    /// <summary>How many flow collections are open: <see cref="YamlScanner.MaxDepth"/> at most.</summary>
    public int Level { get; private set; }

    public ref Candidate Here => ref levels[Level];

    public ref Candidate At(int level) => ref levels[level];

    /// <param name="token">The number of the bracket or brace.</param>
    public void Open(long token)
    {
        if (++Level == levels.Length)
        {
            Array.Resize(ref levels, Level * 2);
        }

        levels[Level] = new Candidate { Token = token };
    }

    public void Close() => Level = Math.Max(0, Level - 1);

    /// <summary>A place where a key may have begun.</summary>
    internal struct Candidate
    {
        public bool Possible;

        /// <summary>Only a key can stand here: a colon must follow.</summary>
        public bool Required;

        /// <summary>The number of the token that begins it; before there was any, that of the bracket or brace of this level.</summary>
        public long Token;

        public YamlMark Mark;
    }
}
