using System.Text;
using System.Text.Json;
using Concourse.Core.Json;

namespace Concourse.Core.Tests.Json;

/// <summary>The messages of Go's JSON decoder, from its documentation of syntax errors.</summary>
public sealed class GoJsonSyntaxTests
{
    [Theory]
    [InlineData("", "EOF")]
    [InlineData(" \n", "EOF")]
    [InlineData("{", "unexpected EOF")]
    [InlineData("[1,", "unexpected EOF")]
    [InlineData("\"a", "unexpected EOF")]
    [InlineData("tru", "unexpected EOF")]
    [InlineData("-", "unexpected EOF")]
    [InlineData("<html>", "invalid character '<' looking for beginning of value")]
    [InlineData("[1,]", "invalid character ']' looking for beginning of value")]
    [InlineData("{a:1}", "invalid character 'a' looking for beginning of object key string")]
    [InlineData("{\"a\":1,}", "invalid character '}' looking for beginning of object key string")]
    [InlineData("{\"a\"=1}", "invalid character '=' after object key")]
    [InlineData("{\"a\":1 \"b\":2}", "invalid character '\"' after object key:value pair")]
    [InlineData("[1 2]", "invalid character '2' after array element")]
    [InlineData("[01]", "invalid character '1' after array element")]
    [InlineData("\"a\nb\"", "invalid character '\\n' in string literal")]
    [InlineData("\"\\x\"", "invalid character 'x' in string escape code")]
    [InlineData("\"\\u12g4\"", "invalid character 'g' in \\u hexadecimal character escape")]
    [InlineData("trap", "invalid character 'a' in literal true (expecting 'u')")]
    [InlineData("-x", "invalid character 'x' in numeric literal")]
    [InlineData("1.x", "invalid character 'x' after decimal point in numeric literal")]
    [InlineData("1e+x", "invalid character 'x' in exponent of numeric literal")]
    public void What_is_no_json_is_named_as_go_names_it(string text, string mistake) =>
        Assert.Equal(mistake, GoJsonSyntax.MistakeIn(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("""{"a":[1,-0.5e+3,"\u00e9\n",true,false,null,{},[]]}""")]
    [InlineData("12")]
    [InlineData("{} and more")]
    public void A_whole_first_value_has_no_mistake(string text) => Assert.Null(GoJsonSyntax.MistakeIn(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void It_finds_a_mistake_wherever_the_reader_does()
    {
        var whole = """{"a":[1,-0.5e+3,"\u00e9\n",true,false,null,{"b":"c"},[]],"d":{}}"""u8.ToArray();
        foreach (var replacement in (ReadOnlySpan<byte>)" \"\\{}[],:0-+.eEtx\n'"u8.ToArray())
        {
            // The first byte stays: Go takes a number for whole whatever follows it.
            for (var i = 1; i < whole.Length; i++)
            {
                byte[] text = [.. whole];
                text[i] = replacement;
                Assert.Equal(IsRead(text), GoJsonSyntax.MistakeIn(text) is null);
            }
        }

        static bool IsRead(byte[] text)
        {
            try
            {
                var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowMultipleValues = true });
                return reader.Read() && reader.TrySkip();
            }
            catch (JsonException)
            {
                return false;
            }
        }
    }
}
