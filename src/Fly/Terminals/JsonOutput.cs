using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Concourse.Core;
using Concourse.Core.Json;

namespace Fly.Terminals;

/// <summary>Prints answers of the API as JSON the way Go indents it (fly.md §7).</summary>
internal static class JsonOutput
{
    public static void Print<T>(Terminal terminal, T value, JsonTypeInfo<T> type)
    {
        var json = new JsonTextWriter();
        Write(json, JsonSerializer.SerializeToElement(value, type));
        terminal.Print(Indent(json.ToString()));
    }

    /// <summary>Compact JSON text, spread over lines of two spaces per level; empty lists and maps stay closed.</summary>
    public static string Indent(string compact)
    {
        var text = new StringBuilder(compact.Length * 2);
        var depth = 0;
        for (var i = 0; i < compact.Length; i++)
        {
            var c = compact[i];
            switch (c)
            {
                case '"':
                    var end = EndOfText(compact, i);
                    text.Append(compact, i, end - i + 1);
                    i = end;
                    break;
                case '{' or '[' when compact[i + 1] is '}' or ']':
                    text.Append(c).Append(compact[++i]);
                    break;
                case '{' or '[':
                    text.Append(c);
                    NewLine(++depth);
                    break;
                case '}' or ']':
                    NewLine(--depth);
                    text.Append(c);
                    break;
                case ',':
                    text.Append(c);
                    NewLine(depth);
                    break;
                case ':':
                    text.Append(": ");
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        return text.ToString();

        void NewLine(int level) => text.Append('\n').Append(' ', level * 2);
    }

    private static int EndOfText(string json, int start)
    {
        var end = start + 1;
        while (json[end] != '"')
        {
            end += json[end] == '\\' ? 2 : 1;
        }

        return end;
    }

    private static void Write(JsonTextWriter json, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object or JsonValueKind.Array when !DeepRecursion.HasStack:
                DeepRecursion.Continue((json, element), static s => Write(s.json, s.element));
                break;
            case JsonValueKind.Object:
                json.StartObject();
                foreach (var property in element.EnumerateObject())
                {
                    json.Name(property.Name);
                    Write(json, property.Value);
                }

                json.EndObject();
                break;
            case JsonValueKind.Array:
                json.StartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(json, item);
                }

                json.EndArray();
                break;
            case JsonValueKind.String:
                json.String(element.GetString()!);
                break;
            default:
                json.Raw(element.GetRawText());
                break;
        }
    }
}
