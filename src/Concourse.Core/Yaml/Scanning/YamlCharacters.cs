using System.Buffers;
using System.Runtime.CompilerServices;

namespace Concourse.Core.Yaml.Scanning;

/// <summary>
/// Classes of characters in YAML 1.1. The end of the text reads as NUL, which no text contains. Compiled ahead of time, what is
/// asked for every character is not inlined by itself.
/// </summary>
internal static class YamlCharacters
{
    public const char End = '\0';

    private const string BreakCharacters = "\n\r\u0085\u2028\u2029";

    /// <summary>What ends a line.</summary>
    public static readonly SearchValues<char> Breaks = SearchValues.Create(BreakCharacters);

    /// <summary>What needs a second look within a plain scalar outside flow collections.</summary>
    public static readonly SearchValues<char> PlainStopsInBlock = SearchValues.Create(": \t" + BreakCharacters);

    /// <summary>What needs a second look within a plain scalar in a flow collection.</summary>
    public static readonly SearchValues<char> PlainStopsInFlow = SearchValues.Create(",?[]{}: \t" + BreakCharacters);

    /// <summary>What needs a second look within single quotes.</summary>
    public static readonly SearchValues<char> SingleQuotedStops = SearchValues.Create("'" + BreakCharacters);

    /// <summary>What needs a second look within double quotes.</summary>
    public static readonly SearchValues<char> DoubleQuotedStops = SearchValues.Create("\"\\" + BreakCharacters);

    /// <summary>What a tag may consist of.</summary>
    public static readonly SearchValues<char> Tag = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-;/?:@&=+$,.!~*'()[]%");

    /// <summary>Names of anchors, directives and tag handles.</summary>
    public static readonly SearchValues<char> Word = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsBlank(char c) => c is ' ' or '\t';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsBreak(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsBreakOrEnd(char c) => IsBreak(c) || c == End;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsBlankOrEnd(char c) => IsBlank(c) || IsBreakOrEnd(c);

    /// <summary>The value of a hexadecimal digit.</summary>
    public static int HexDigit(char c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}
