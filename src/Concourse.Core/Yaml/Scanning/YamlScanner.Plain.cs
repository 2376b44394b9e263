namespace Concourse.Core.Yaml.Scanning;

/// <summary>Plain scalars: texts without quotes.</summary>
internal sealed partial class YamlScanner
{
    private void PlainScalar()
    {
        var level = NoteKey();
        keyAllowed = false;
        var start = cursor.Mark;
        var text = PlainText(out var pooled);
        ref var token = ref queue.Add(YamlTokenKind.Scalar, start);
        token.Style = YamlScalarStyle.Plain;
        token.Text = text;
        token.IsPooled = pooled;
        token.KeyLevel = level;
    }

    private string PlainText(out bool pooled)
    {
        pooled = false;
        var start = cursor.Mark;
        var lineStart = cursor.Index;
        var lineEnd = PlainLine();
        var several = false;
        while (YamlCharacters.IsBreak(cursor.Current))
        {
            if (!several)
            {
                folded.Clear();
            }

            if (!ContinuesBehindBreaks(start))
            {
                // What follows begins on a line of its own.
                keyAllowed = true;
                break;
            }

            if (!several)
            {
                folded.Append(cursor.Slice(lineStart, lineEnd));
                several = true;
            }

            lineStart = cursor.Index;
            lineEnd = PlainLine();
            if (lineEnd == lineStart)
            {
                keyAllowed = true;
                break;
            }

            folded.Fold();
            folded.Append(cursor.Slice(lineStart, lineEnd));
        }

        return several ? folded.ToString() : pool.Get(cursor.Slice(lineStart, lineEnd), out pooled);
    }

    // Passes what belongs to the scalar on this line and the blanks behind it; returns the index behind its last character.
    private int PlainLine()
    {
        var stops = InFlow ? YamlCharacters.PlainStopsInFlow : YamlCharacters.PlainStopsInBlock;
        var end = cursor.Index;
        while (true)
        {
            if (cursor.SkipUntil(stops).Length > 0)
            {
                end = cursor.Index;
            }

            var c = cursor.Current;
            if (c == ':' && !YamlCharacters.IsBlankOrEnd(cursor.Peek(1)))
            {
                cursor.Skip();
                end = cursor.Index;
            }
            else if (YamlCharacters.IsBlank(c))
            {
                cursor.SkipBlanks();
                if (cursor.Current == '#')
                {
                    return end;
                }
            }
            else
            {
                return end;
            }
        }
    }

    // Passes empty lines and indentation; whether the next line may belong to the scalar.
    private bool ContinuesBehindBreaks(in YamlMark start)
    {
        while (true)
        {
            if (cursor.SkipBreak() is { } lineBreak)
            {
                folded.HoldBreak(lineBreak);
            }
            else if (cursor.Current == '\t' && cursor.Column <= indent)
            {
                throw Fault("found a tab character that violates indentation", start);
            }
            else if (YamlCharacters.IsBlank(cursor.Current))
            {
                cursor.Skip();
            }
            else
            {
                return (InFlow || cursor.Column > indent) && cursor.Current != '#' && !cursor.AtDocumentIndicator();
            }
        }
    }
}
