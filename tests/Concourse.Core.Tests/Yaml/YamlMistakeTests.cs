using System.Text;
using Concourse.Core.Json;
using Concourse.Core.Yaml;

namespace Concourse.Core.Tests.Yaml;

/// <summary>
/// Mistakes in upstream's words. The expected texts were read off its own libraries (go.yaml.in/yaml/v2 2.4.4 under
/// sigs.k8s.io/yaml 1.6.0, go.yaml.in/yaml/v3 3.0.4).
/// </summary>
public sealed class YamlMistakeTests
{
    [Theory]
    [InlineData("a: [1, 2\nb: 3", "yaml: line 1: did not find expected ',' or ']'")]
    [InlineData("a: [1, 2", "yaml: line 1: did not find expected ',' or ']'")]
    [InlineData("a: {b: c\nd", "yaml: line 2: did not find expected ',' or '}'")]
    [InlineData("a: {b: c]", "yaml: did not find expected ',' or '}'")]
    [InlineData("[a, b}", "yaml: did not find expected ',' or ']'")]
    [InlineData("[a b\n c: d: e]", "yaml: line 1: did not find expected ',' or ']'")]
    [InlineData("a: b: c", "yaml: mapping values are not allowed in this context")]
    [InlineData("x: 1\na: b: c", "yaml: line 2: mapping values are not allowed in this context")]
    [InlineData(" *word: x", "yaml: unknown anchor 'word' referenced")]
    [InlineData("*word", "yaml: unknown anchor 'word' referenced")]
    [InlineData("a: *word", "yaml: unknown anchor 'word' referenced")]
    [InlineData("a: *", "yaml: did not find expected alphabetic or numeric character")]
    [InlineData("a: &\nb", "yaml: did not find expected alphabetic or numeric character")]
    [InlineData("&a &b c: d\ne", "yaml: did not find expected key")]
    [InlineData("a: 1\n\tb: 2", "yaml: line 2: found a tab character that violates indentation")]
    [InlineData("a:\n\t- b", "yaml: line 2: found character that cannot start any token")]
    [InlineData("\ta: b", "yaml: found character that cannot start any token")]
    [InlineData("- a\n\t- b", "yaml: line 2: found a tab character that violates indentation")]
    [InlineData("a: \"x", "yaml: found unexpected end of stream")]
    [InlineData("a: 'x\nb: y\n", "yaml: line 3: found unexpected end of stream")]
    [InlineData("a: \"x\n---\ny\"", "yaml: line 2: found unexpected document indicator")]
    [InlineData("%FOO bar\n---\na", "yaml: found unknown directive name")]
    [InlineData("%YAML 1.2\n---\na: b", "yaml: found incompatible YAML document")]
    [InlineData("%YAML 1.1\n%YAML 1.1\n---\na", "yaml: line 1: found duplicate %YAML directive")]
    [InlineData("%YAML 1.1\na: b", "yaml: line 1: did not find expected <document start>")]
    [InlineData("%YAML 1\n---\n", "yaml: did not find expected digit or '.' character")]
    [InlineData("%YAML 111.1\n---\n", "yaml: found extremely long version number")]
    [InlineData("%YAML a\n---\n", "yaml: did not find expected version number")]
    [InlineData("%YAML 1.1 x\n---\n", "yaml: did not find expected comment or line break")]
    [InlineData("%TAG !e! tag:x,1:\n%TAG !e! tag:y,1:\n---\na", "yaml: line 1: found duplicate %TAG directive")]
    [InlineData("%TAG e tag:x\n---\n", "yaml: did not find expected '!'")]
    [InlineData("%TAG !e tag:x\n---\n", "yaml: did not find expected '!'")]
    [InlineData("%TAG !e!\n---\n", "yaml: did not find expected whitespace")]
    [InlineData("%", "yaml: could not find expected directive name")]
    [InlineData("%YAML!", "yaml: found unexpected non-alphabetical character")]
    [InlineData("a: !x! b", "yaml: did not find expected tag URI")]
    [InlineData("a: !e!x b", "yaml: found undefined tag handle")]
    [InlineData("a: !<x b", "yaml: did not find the expected '>'")]
    [InlineData("a: !<> b", "yaml: did not find expected tag URI")]
    [InlineData("a: !x{ b", "yaml: did not find expected whitespace or line break")]
    [InlineData("a: !%zz b", "yaml: did not find URI escaped octet")]
    [InlineData("a: !%ff b", "yaml: found an incorrect leading UTF-8 octet")]
    [InlineData("a: !%c3%41 b", "yaml: found an incorrect trailing UTF-8 octet")]
    [InlineData("...", "yaml: did not find expected node content")]
    [InlineData("x: &x [1]\ny: {<<: *x}", "yaml: map merge requires map or sequence of maps as the value")]
    [InlineData("y: {<<: 1}", "yaml: map merge requires map or sequence of maps as the value")]
    [InlineData("y: {<<: [1]}", "yaml: map merge requires map or sequence of maps as the value")]
    [InlineData("a: &a [*a]", "yaml: anchor 'a' value contains itself")]
    [InlineData("a: b\nc\nd: e", "yaml: line 3: could not find expected ':'")]
    [InlineData("a: b\nc", "yaml: line 3: could not find expected ':'")]
    [InlineData("a:\n  b: c\n d: e", "yaml: line 2: did not find expected key")]
    [InlineData("a:\n  - b\n c: d", "yaml: line 2: did not find expected key")]
    [InlineData("- a\nb: 1", "yaml: line 1: did not find expected '-' indicator")]
    [InlineData("a: 1\n- b", "yaml: line 1: did not find expected key")]
    [InlineData("- a\n - b\n- c: d\n   e: f", "yaml: line 4: mapping values are not allowed in this context")]
    [InlineData("a: 1\n b: 2\nc: 3", "yaml: line 2: mapping values are not allowed in this context")]
    [InlineData("a: - b", "yaml: block sequence entries are not allowed in this context")]
    [InlineData("a: ? b", "yaml: mapping keys are not allowed in this context")]
    [InlineData("- - a\n - b", "yaml: line 1: did not find expected '-' indicator")]
    [InlineData("? a\n: b\n: c", "yaml: line 2: did not find expected key")]
    [InlineData(": a", "yaml: did not find expected key")]
    [InlineData("? a\nb", "yaml: line 3: could not find expected ':'")]
    [InlineData("{a: b, : c}", "yaml: did not find expected node content")]
    [InlineData("[? : a]", "yaml: did not find expected ',' or ']'")]
    [InlineData("[a, , b]", "yaml: did not find expected node content")]
    [InlineData("{a: b,, c}", "yaml: did not find expected node content")]
    [InlineData("? [a, 1, null]\n: c", "yaml: invalid map key: []interface {}{\"a\", 1, interface {}(nil)}")]
    [InlineData("{? {a: 1} : b}", "yaml: invalid map key: map[interface {}]interface {}{\"a\":1}")]
    [InlineData("~: c", "unsupported map key of type: %!s(<nil>), key: <nil>, value: \"c\"")]
    [InlineData("18446744073709551615: a", "unsupported map key of type: uint64, key: 0xffffffffffffffff, value: \"a\"")]
    [InlineData("a: .nan", "json: unsupported value: NaN")]
    [InlineData("a: -.inf", "json: unsupported value: -Inf")]
    [InlineData("@a", "yaml: found character that cannot start any token")]
    [InlineData("`a", "yaml: found character that cannot start any token")]
    [InlineData("a: @b", "yaml: found character that cannot start any token")]
    [InlineData("a: `b", "yaml: found character that cannot start any token")]
    [InlineData("a: |x\n b", "yaml: did not find expected comment or line break")]
    [InlineData("a: |0\n b", "yaml: found an indentation indicator equal to 0")]
    [InlineData("a: |\n\tb", "yaml: line 2: found a tab character where an indentation space is expected")]
    [InlineData("a: |\n  b\n c", "yaml: line 2: did not find expected key")]
    [InlineData("\"\\q\"", "yaml: found unknown escape character")]
    [InlineData("\"\\x4\"", "yaml: did not find expected hexdecimal number")]
    [InlineData("\"\\ud800\"", "yaml: found invalid Unicode character escape code")]
    [InlineData("\"\\U00110000\"", "yaml: found invalid Unicode character escape code")]
    [InlineData("a: 'b' c", "yaml: did not find expected key")]
    [InlineData("a: \"b\" \"c\"\nd: e", "yaml: did not find expected key")]
    [InlineData("a: [b]c", "yaml: did not find expected key")]
    [InlineData("!!int x", "yaml: cannot decode !!str `x` as a !!int")]
    [InlineData("!!bool ''", "yaml: cannot decode !!null `` as a !!bool")]
    [InlineData("!!null x", "yaml: cannot decode !!str `x` as a !!null")]
    [InlineData("!!float x", "yaml: cannot decode !!str `x` as a !!float")]
    [InlineData("!!binary '*'", "yaml: !!binary value contains invalid base64 data")]
    [InlineData("!!timestamp x", "yaml: cannot decode !!str `x` as a !!timestamp")]
    [InlineData("!!int 1.5", "yaml: cannot decode !!float `1.5` as a !!int")]
    [InlineData("}", "yaml: did not find expected node content")]
    [InlineData("]", "yaml: did not find expected node content")]
    [InlineData(",", "yaml: did not find expected node content")]
    [InlineData("a: }", "yaml: did not find expected node content")]
    [InlineData("a: b #c\n  d", "yaml: line 1: did not find expected key")]
    [InlineData("a: b\n#c\n  d", "yaml: line 2: did not find expected key")]
    [InlineData("- :", "yaml: did not find expected key")]
    [InlineData("?", "unsupported map key of type: %!s(<nil>), key: <nil>, value: <nil>")]
    [InlineData("a: \u0001", "yaml: control characters are not allowed")]
    [InlineData("a\r\nb: c\r\n", "yaml: line 2: mapping values are not allowed in this context")]
    public void What_is_no_yaml_is_refused_in_upstreams_words(string yaml, string message) =>
        Assert.Equal(message, Assert.Throws<YamlSyntaxException>(() => YamlText.Parse(yaml)).Message);

    [Theory]
    [InlineData("%YAML 1.1\n---\na: b", "{\"a\":\"b\"}")]
    [InlineData("%TAG !e! tag:x,1:\n--- !e!y a", "\"a\"")]
    [InlineData("---\na: 1\n---\nb: 2\n", "{\"a\":1}")]
    [InlineData("---", "null")]
    [InlineData("---\n...\n", "null")]
    [InlineData("", "null")]
    [InlineData("\n\n", "null")]
    [InlineData("# c", "null")]
    [InlineData("a: 1\na: 2\n", "{\"a\":2}")]
    [InlineData("y: {<<: {a: b}}", "{\"true\":{\"a\":\"b\"}}")]
    [InlineData("{a, b: c}", "{\"a\":null,\"b\":\"c\"}")]
    [InlineData("[a: b, ? c : d, e]", "[{\"a\":\"b\"},{\"c\":\"d\"},\"e\"]")]
    [InlineData("[]: a", "[]")]
    [InlineData("{}: a\nb: c", "{}")]
    [InlineData(".inf: a", "{\".inf\":\"a\"}")]
    [InlineData("a: >-2 # c\n    b\n", "{\"a\":\"  b\"}")]
    [InlineData("\"a\" b", "\"a\"")]
    [InlineData("[a] b", "[\"a\"]")]
    [InlineData("a: b}", "{\"a\":\"b}\"}")]
    [InlineData("a,b: c", "{\"a,b\":\"c\"}")]
    [InlineData("a:b", "\"a:b\"")]
    [InlineData("-", "[null]")]
    [InlineData("- -", "[[null]]")]
    [InlineData("a: &b", "{\"a\":null}")]
    [InlineData("a: !!str", "{\"a\":\"\"}")]
    [InlineData("a: b\u0085c: d", "{\"a\":\"b\",\"c\":\"d\"}")]
    public void What_looks_wrong_but_is_not_means_what_upstream_reads(string yaml, string json) =>
        Assert.Equal(JsonText.Parse(json), YamlText.Parse(yaml));

    [Theory]
    [InlineData("%YAML 1.1\na: b", "yaml: line 2: mapping values are not allowed in this context")]
    [InlineData("a: 1\na: 2\n", "yaml: unmarshal errors:\n  line 2: mapping key \"a\" already defined at line 1")]
    [InlineData("a: b\nc\nd: e", "yaml: line 2: could not find expected ':'")]
    [InlineData("a: b\nc", "yaml: line 2: could not find expected ':'")]
    [InlineData("? a\nb", "yaml: line 2: could not find expected ':'")]
    public void Looking_for_duplicates_says_it_in_the_other_librarys_words(string yaml, string message) =>
        Assert.Equal(message, Assert.Throws<YamlSyntaxException>(() => YamlText.ParseUnique(yaml)).Message);

    /// <param name="octets">One character for each byte.</param>
    /// <param name="message">What is said.</param>
    [Theory]
    [InlineData("a: \u00ff", "yaml: invalid leading UTF-8 octet")]
    [InlineData("a: \u00c3", "yaml: incomplete UTF-8 octet sequence")]
    [InlineData("a: \u00c3(", "yaml: invalid trailing UTF-8 octet")]
    [InlineData("a: \u00e2\u0082", "yaml: incomplete UTF-8 octet sequence")]
    [InlineData("a: \u00ed\u00a0\u0080", "yaml: invalid Unicode character")]
    [InlineData("a: \u00f4\u0090\u0080\u0080", "yaml: invalid Unicode character")]
    [InlineData("a: \u00c0\u0080", "yaml: invalid length of a UTF-8 sequence")]
    [InlineData("\u0080", "yaml: invalid leading UTF-8 octet")]
    [InlineData("a: b: c \u00ff", "yaml: invalid leading UTF-8 octet")]
    [InlineData("\u00ff\u00fea\u0000:\u0000 \u0000\u0000\u00d8", "yaml: incomplete UTF-16 surrogate pair")]
    [InlineData("\u00ff\u00fea\u0000:\u0000 \u0000\u0000\u00dc", "yaml: unexpected low surrogate area")]
    [InlineData("\u00ff\u00fea\u0000:\u0000 \u0000\u0000\u00d8b\u0000", "yaml: expected low surrogate area")]
    [InlineData("\u00ff\u00fea\u0000:\u0000 \u0000b", "yaml: incomplete UTF-16 character")]
    [InlineData("a: \u0000", "yaml: control characters are not allowed")]
    [InlineData("a: \u007f", "yaml: control characters are not allowed")]
    [InlineData("a: \u00c2\u0080", "yaml: control characters are not allowed")]
    [InlineData("a: \u00c2\u0085b", "yaml: line 3: could not find expected ':'")]
    [InlineData("a: \u00ef\u00bf\u00be", "yaml: control characters are not allowed")]
    [InlineData("a\u0000: \u00ff", "yaml: control characters are not allowed")]
    [InlineData("a\u00ff: \u0000", "yaml: invalid leading UTF-8 octet")]
    public void Bytes_that_are_no_text_are_refused_in_upstreams_words(string octets, string message) =>
        Assert.Equal(message, Assert.Throws<YamlSyntaxException>(() => YamlText.Parse(Encoding.Latin1.GetBytes(octets))).Message);

    /// <param name="octets">One character for each byte.</param>
    /// <param name="json">What they mean.</param>
    [Theory]
    [InlineData("\u00ff\u00fea\u0000:\u0000 \u0000b\u0000", "{\"a\":\"b\"}")]
    [InlineData("\u00fe\u00ff\u0000a\u0000:\u0000 \u0000b", "{\"a\":\"b\"}")]
    [InlineData("\u00ef\u00bb\u00bfa: b", "{\"a\":\"b\"}")]
    [InlineData("a: \u00ef\u00bb\u00bfb", "{\"a\":\"\ufeffb\"}")]
    public void Byte_order_marks_are_understood(string octets, string json) =>
        Assert.Equal(JsonText.Parse(json), YamlText.Parse(Encoding.Latin1.GetBytes(octets)));

    [Theory]
    [InlineData(0, "yaml: invalid leading UTF-8 octet")]
    [InlineData(600, "yaml: mapping values are not allowed in this context")]
    public void A_mistake_in_an_earlier_piece_is_told_before_a_wrong_byte_in_a_later_one(int between, string message) => Assert.Equal(
        message,
        Assert.Throws<YamlSyntaxException>(() => YamlText.Parse([.. "a: b: c"u8, .. Enumerable.Repeat((byte)' ', between), 0xff])).Message);

    [Fact]
    public void A_key_may_be_of_1024_characters_whatever_they_are()
    {
        var key = string.Concat(Enumerable.Repeat("\U0001F600", 1024));
        Assert.Equal($"{{\"{key}\":1}}", YamlText.Parse($"{key}: 1").ToString());
        Assert.Equal(
            "yaml: mapping values are not allowed in this context",
            Assert.Throws<YamlSyntaxException>(() => YamlText.Parse($"{key}x: 1")).Message);
    }

    [Theory]
    [InlineData("x: 1\na: b: c", 2, 5)]
    [InlineData("a: [1, 2\nb: 3", 2, 2)]
    [InlineData("- a\nb: 1", 2, 1)]
    [InlineData("a: b\n\tc: d\n", 2, 1)]
    [InlineData("a:\n  {<<: 1}", 2, 8)]
    public void A_mistake_knows_its_true_place(string yaml, int line, int column) => Assert.Equal(
        new(line, column), Assert.Throws<YamlSyntaxException>(() => YamlText.Parse(yaml)).Position);

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3\na: 4\n", "  line 3: mapping key \"a\" already defined at line 1\n  line 4: mapping key \"a\" already defined at line 1\n  line 4: mapping key \"a\" already defined at line 3")]
    [InlineData("b: {c: 1, c: 2}\na: 1\na: 2\n", "  line 3: mapping key \"a\" already defined at line 2")]
    [InlineData("b: {c: 1, c: 2}\na: 1\n", "  line 1: mapping key \"c\" already defined at line 1")]
    [InlineData("b: 1\na: 1\nb: 2\na: 2\n", "  line 3: mapping key \"b\" already defined at line 1\n  line 4: mapping key \"a\" already defined at line 2")]
    public void Every_pair_of_equal_keys_is_told(string yaml, string lines) => Assert.Equal(
        "yaml: unmarshal errors:\n" + lines, Assert.Throws<YamlSyntaxException>(() => YamlText.ParseUnique(yaml)).Message);
}
