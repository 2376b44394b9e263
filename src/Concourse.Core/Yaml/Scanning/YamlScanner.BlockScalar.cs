namespace Concourse.Core.Yaml.Scanning;

/// <summary>Block scalars: texts of whole lines behind <c>|</c> or <c>&gt;</c>.</summary>
internal sealed partial class YamlScanner
{
    private void BlockScalar(YamlScalarStyle style)
    {
        GiveKeyUp();
        keyAllowed = true;
        var start = cursor.Mark;
        var text = BlockText(style, start);
        ref var token = ref queue.Add(YamlTokenKind.Scalar, start);
        token.Style = style;
        token.Text = text;
    }

    private string BlockText(YamlScalarStyle style, in YamlMark start)
    {
        cursor.Skip();
        var (chomping, increment) = BlockHeader(start);
        EndOfLine(start);

        folded.Clear();
        var margin = increment == 0 ? 0 : Math.Max(indent, 0) + increment;
        SkipEmptyLines(ref margin, start);
        var afterBlank = false;
        var lines = 0;
        var lineEnds = false;
        while (cursor.Column == margin && cursor.Index < cursor.Length)
        {
            var blank = YamlCharacters.IsBlank(cursor.Current);
            if (style == YamlScalarStyle.Folded && lines > 0 && !afterBlank && !blank)
            {
                folded.Fold();
            }
            else
            {
                folded.KeepBreaks();
            }

            afterBlank = blank;
            lines++;
            folded.Append(cursor.SkipUntil(YamlCharacters.Breaks));
            lineEnds = cursor.SkipBreak() is { } lineBreak && Hold(lineBreak);
            SkipEmptyLines(ref margin, start);
        }

        switch (chomping)
        {
            case '+':
                folded.KeepBreaks();
                break;
            case not '-' when lineEnds:
                folded.KeepBreaks(1);
                break;
        }

        return folded.ToString();
    }

    private bool Hold(char lineBreak)
    {
        folded.HoldBreak(lineBreak);
        return true;
    }

    // What to do with breaks at the end, and how much deeper than its parent the text stands: in any order.
    private (char Chomping, int Increment) BlockHeader(in YamlMark start)
    {
        var (chomping, increment) = ('\0', 0);
        for (var i = 0; i < 2; i++)
        {
            var c = cursor.Current;
            if (c is '+' or '-' && chomping == '\0')
            {
                chomping = c;
            }
            else if (char.IsAsciiDigit(c) && increment == 0)
            {
                increment = c == '0' ? throw Fault("found an indentation indicator equal to 0", start) : c - '0';
            }
            else
            {
                break;
            }

            cursor.Skip();
        }

        return (chomping, increment);
    }

    // Passes blanks, a comment and the line break.
    private void EndOfLine(in YamlMark start)
    {
        cursor.SkipBlanks();
        if (cursor.Current == '#')
        {
            cursor.SkipLine();
        }

        if (!YamlCharacters.IsBreakOrEnd(cursor.Current))
        {
            throw Fault("did not find expected comment or line break", start);
        }

        cursor.SkipBreak();
    }

    // Holds back breaks of empty lines and passes the margin of the next one, which the first text decides if nobody said.
    private void SkipEmptyLines(ref int margin, in YamlMark start)
    {
        var deepest = 0;
        while (true)
        {
            cursor.SkipSpaces(margin == 0 ? int.MaxValue : margin);
            deepest = Math.Max(deepest, cursor.Column);
            if (cursor.Current == '\t' && (margin == 0 || cursor.Column < margin))
            {
                throw Fault("found a tab character where an indentation space is expected", start);
            }

            if (cursor.SkipBreak() is not { } lineBreak)
            {
                break;
            }

            folded.HoldBreak(lineBreak);
        }

        if (margin == 0)
        {
            margin = Math.Max(deepest, Math.Max(indent, 0) + 1);
        }
    }
}
