using System.Buffers;
using System.Globalization;
using System.Text;
using Concourse.Core.Values;

namespace Concourse.Core.Json;

/// <summary>
/// Writes JSON text byte for byte as the reference does (database.md §5.1): no spaces, UTF-8 kept except
/// <c>&lt; &gt; &amp;</c> and U+2028/U+2029, which are escaped. Stored hashes depend on it. Not thread-safe; one use.
/// </summary>
public sealed partial class JsonTextWriter
{
    private readonly IBufferWriter<byte> buffer;
    private bool needsComma;

    /// <summary>Keeps the text, for <see cref="Utf8"/> and <see cref="ToString"/>.</summary>
    public JsonTextWriter()
        : this(new ArrayBufferWriter<byte>())
    {
    }

    /// <summary>Writes into the caller's buffer, which may send the text on.</summary>
    public JsonTextWriter(IBufferWriter<byte> target) => buffer = target;

    /// <summary>The text kept so far; empty when the caller's buffer keeps none.</summary>
    public ReadOnlyMemory<byte> Utf8 => (buffer as ArrayBufferWriter<byte>)?.WrittenMemory ?? default;

    public static string Text(Value value)
    {
        var writer = new JsonTextWriter();
        writer.Value(value);
        return writer.ToString();
    }

    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);

    public void StartObject() => Open((byte)'{');

    public void EndObject() => Close((byte)'}');

    public void StartArray() => Open((byte)'[');

    public void EndArray() => Close((byte)']');

    public void Name(string name)
    {
        Separate();
        Quoted(name);
        Put((byte)':');
        needsComma = false;
    }

    public void String(string text)
    {
        Separate();
        Quoted(text);
    }

    public void Bool(bool value) => Raw(value ? "true" : "false");

    public void Number(long number) => Raw(number.ToString(CultureInfo.InvariantCulture));

    public void Null() => Raw("null");

    /// <summary>Writes text that is a JSON value already.</summary>
    public void Raw(string json)
    {
        Separate();
        Encoding.UTF8.GetBytes(json, buffer);
    }

    /// <summary>Writes UTF-8 that is a JSON value already.</summary>
    public void Raw(ReadOnlySpan<byte> json)
    {
        Separate();
        buffer.Write(json);
    }

    /// <summary>Writes a value; null is written as <c>null</c>.</summary>
    public void Value(Value? value)
    {
        switch (value)
        {
            case null or NullValue:
                Null();
                break;
            case BoolValue b:
                Bool(b.Value);
                break;
            case NumberValue n:
                Raw(n.Text);
                break;
            case StringValue s:
                String(s.Text);
                break;
            case ListValue or MapValue when !DeepRecursion.HasStack:
                DeepRecursion.Continue((This: this, value), static s => s.This.Value(s.value));
                break;
            case ListValue list:
                StartArray();
                foreach (var item in list)
                {
                    Value(item);
                }

                EndArray();
                break;
            case MapValue map:
                StartObject();
                foreach (var entry in map.Entries)
                {
                    Name(entry.Key);
                    Value(entry.Value);
                }

                EndObject();
                break;
        }
    }

    private void Open(byte bracket)
    {
        Separate();
        Put(bracket);
        needsComma = false;
    }

    private void Close(byte bracket)
    {
        Put(bracket);
        needsComma = true;
    }

    private void Separate()
    {
        if (needsComma)
        {
            Put((byte)',');
        }

        needsComma = true;
    }

    private void Put(byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }

    private void Quoted(string text)
    {
        Put((byte)'"');
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var plain = rest.IndexOfAny(Special);
            var run = plain < 0 ? rest : rest[..plain];
            // Lone surrogates become U+FFFD here, as the reference's invalid UTF-8 does.
            Encoding.UTF8.GetBytes(run, buffer);
            if (plain < 0)
            {
                break;
            }

            Encoding.UTF8.GetBytes(Escape(rest[plain]), buffer);
            rest = rest[(plain + 1)..];
        }

        Put((byte)'"');
    }

    private static readonly SearchValues<char> Special = SearchValues.Create(
        string.Concat(Enumerable.Range(0, 0x20).Select(c => (char)c)) + "\"\\<>&\u2028\u2029");

    private static string Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => $"\\u{(int)c:x4}",
    };
}
