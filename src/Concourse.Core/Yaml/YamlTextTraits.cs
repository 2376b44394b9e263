namespace Concourse.Core.Yaml;

/// <summary>Which styles a text may be written in, in block context.</summary>
internal readonly record struct YamlTextTraits(bool PlainAllowed, bool SingleQuotedAllowed, bool BlockAllowed)
{
    public static YamlTextTraits Of(string text)
    {
        if (text.Length == 0)
        {
            return new(false, true, false);
        }

        var indicators = text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("...", StringComparison.Ordinal);
        var (special, breaks, spaceBreak, breakSpace) = (false, false, false, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var beforeSpace = i + 1 == text.Length || IsBlank(text[i + 1]);
            var afterSpace = i == 0 || IsBlank(text[i - 1]);
            indicators |= i == 0
                ? c is '#' or ',' or '[' or ']' or '{' or '}' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`'
                    || (c is '?' or ':' or '-' && beforeSpace)
                : (c == ':' && beforeSpace) || (c == '#' && afterSpace);
            special |= !IsPrintable(c);
            breaks |= IsBreak(c);
            breakSpace |= c == ' ' && i > 0 && IsBreak(text[i - 1]);
            spaceBreak |= IsBreak(c) && i > 0 && text[i - 1] == ' ';
        }

        var edges = IsEdge(text[0]) || IsEdge(text[^1]);
        var broken = spaceBreak || special;
        return new(
            PlainAllowed: !edges && !breakSpace && !broken && !breaks && !indicators,
            SingleQuotedAllowed: !breakSpace && !broken,
            BlockAllowed: text[^1] != ' ' && !broken);
    }

    private static bool IsBreak(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    private static bool IsEdge(char c) => c == ' ' || IsBreak(c);

    private static bool IsBlank(char c) => c is ' ' or '\t' || IsBreak(c);

    private static bool IsPrintable(char c) =>
        c is '\n' or (>= ' ' and <= '~') or (>= '\u00a0' and <= '\ud7ff') or (>= '\ud800' and <= '\udfff')
            or (>= '\ue000' and <= '\ufffd') && c != '\ufeff';
}
