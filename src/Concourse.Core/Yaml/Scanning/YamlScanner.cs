namespace Concourse.Core.Yaml.Scanning;

/// <summary>
/// Splits YAML 1.1 text into tokens, in linear time and without recursion. What upstream's library does beyond or against
/// the specification is kept, since pipelines depend on it: which characters may begin what, where a key may stand, and
/// which mistake is noticed first. One use.
/// </summary>
internal sealed partial class YamlScanner
{
    /// <summary>How many flow collections, and how many blocks, may be open.</summary>
    public const int MaxDepth = 10_000;

    private const int LongestKey = 1024;
    private readonly TextCursor cursor;
    private readonly YamlDialect dialect;
    private readonly TextPool pool;
    private readonly TokenQueue queue = new();
    private readonly SimpleKeys keys = new();
    private readonly Stack<int> indents = new();
    private readonly FoldedText folded = new();
    private int indent = -1;
    private bool keyAllowed = true;
    private bool ended;

    // How many maps and keys begin before tokens in the queue.
    private int before;

    public YamlScanner(string text, YamlDialect dialect)
    {
        cursor = new TextCursor(text);
        this.dialect = dialect;
        pool = new TextPool(text.Length);
    }

    /// <summary>How far the text was read.</summary>
    public YamlMark Mark => cursor.Mark;

    private bool InFlow => keys.Level > 0;

    /// <summary>The token that comes next; after the last one, always <see cref="YamlTokenKind.StreamEnd"/>.</summary>
    /// <exception cref="YamlSyntaxException">The text is no YAML.</exception>
    public YamlTokenKind Peek()
    {
        while (NeedsMore())
        {
            Scan();
        }

        ref var token = ref Head;
        return token.MapBefore ? YamlTokenKind.BlockMapStart : token.KeyBefore ? YamlTokenKind.Key : token.Kind;
    }

    /// <summary>The token last peeked at. Only its place counts while something stands before it.</summary>
    public ref YamlToken Head => ref queue[queue.First];

    /// <summary>The place of empty nodes that follow the token last peeked at.</summary>
    public YamlMark BehindHead => Head.KeyBefore ? Head.Start : Head.Start.Behind;

    /// <summary>Goes on to the next token.</summary>
    public void Take()
    {
        ref var token = ref Head;
        if (token.MapBefore)
        {
            token.MapBefore = false;
            before--;
        }
        else if (token.KeyBefore)
        {
            token.KeyBefore = false;
            before--;
        }
        else if (token.Kind != YamlTokenKind.StreamEnd)
        {
            queue.Take();
        }
    }

    // A token at which a key may have begun has to wait for the colon.
    private bool NeedsMore()
    {
        // The newer library reads two tokens further, which decides whose mistake is noticed first.
        if (queue.Count == 0 || (dialect == YamlDialect.Three && queue.Count + before <= 2))
        {
            return !ended;
        }

        var level = Head.KeyLevel;
        if (level < 0 || level > keys.Level)
        {
            return false;
        }

        ref var key = ref keys.At(level);
        return key.Possible && key.Token == queue.First && StillPossible(ref key) && !ended;
    }

    private void Scan()
    {
        SkipToToken();
        CloseBlocks(cursor.Column);
        var c = cursor.Current;
        var next = cursor.Peek(1);
        if (cursor.Index == cursor.Length)
        {
            End();
        }
        else if (cursor.Column == 0 && c == '%')
        {
            Directive();
        }
        else if (cursor.AtDocumentIndicator())
        {
            DocumentIndicator();
        }
        else if (!Indicator(c, next))
        {
            Content(c, next);
        }
    }

    private bool Indicator(char c, char next)
    {
        var alone = YamlCharacters.IsBlankOrEnd(next);
        switch (c)
        {
            case '[':
                OpenFlow(YamlTokenKind.FlowListStart);
                return true;
            case '{':
                OpenFlow(YamlTokenKind.FlowMapStart);
                return true;
            case ']':
                CloseFlow(YamlTokenKind.FlowListEnd);
                return true;
            case '}':
                CloseFlow(YamlTokenKind.FlowMapEnd);
                return true;
            case ',':
                GiveKeyUp();
                keyAllowed = true;
                AddIndicator(YamlTokenKind.FlowEntry);
                return true;
            case '-' when alone:
                BlockEntry();
                return true;
            case '?' when alone || InFlow:
                Key();
                return true;
            case ':' when alone || InFlow:
                Value();
                return true;
            default:
                return false;
        }
    }

    private void Content(char c, char next)
    {
        switch (c)
        {
            case '*':
                Anchor(YamlTokenKind.Alias);
                break;
            case '&':
                Anchor(YamlTokenKind.Anchor);
                break;
            case '!':
                Tag();
                break;
            case '|' when !InFlow:
                BlockScalar(YamlScalarStyle.Literal);
                break;
            case '>' when !InFlow:
                BlockScalar(YamlScalarStyle.Folded);
                break;
            case '\'':
                SingleQuoted();
                break;
            case '"':
                DoubleQuoted();
                break;
            case '-' when !YamlCharacters.IsBlank(next):
            case '?' or ':' when !InFlow && !YamlCharacters.IsBlankOrEnd(next):
                PlainScalar();
                break;
            case '-' or '?' or ':' or '#' or '|' or '>' or '%' or '@' or '`':
            case var blank when YamlCharacters.IsBlankOrEnd(blank):
                throw Fault("found character that cannot start any token", cursor.Mark);
            default:
                PlainScalar();
                break;
        }
    }

    // Spaces, comments and line breaks. A tab may not stand where a block may begin.
    private void SkipToToken()
    {
        do
        {
            while (cursor.Current == ' ' || (cursor.Current == '\t' && (InFlow || !keyAllowed)))
            {
                cursor.Skip();
            }

            if (cursor.Current == '#')
            {
                cursor.SkipLine();
            }
        }
        while (NextLine());
    }

    private bool NextLine()
    {
        if (cursor.SkipBreak() is null)
        {
            return false;
        }

        keyAllowed |= !InFlow;
        return true;
    }

    private void End()
    {
        cursor.EndLine();
        CloseBlocks(-1);
        GiveKeyUp();
        keyAllowed = false;
        ended = true;
        queue.Add(YamlTokenKind.StreamEnd, cursor.Mark);
    }

    private void DocumentIndicator()
    {
        CloseBlocks(-1);
        GiveKeyUp();
        keyAllowed = false;
        queue.Add(cursor.Current == '-' ? YamlTokenKind.DocumentStart : YamlTokenKind.DocumentEnd, cursor.Mark);
        cursor.Skip(3);
    }

    private ref YamlToken AddIndicator(YamlTokenKind kind)
    {
        ref var token = ref queue.Add(kind, cursor.Mark);
        cursor.Skip();
        return ref token;
    }

    private YamlSyntaxException Fault(string problem, in YamlMark context) => YamlFault.InScanner(dialect, problem, cursor.Mark, context);
}
