using System.Text;
using System.Text.Json;
using Concourse.Core.Json;
using Concourse.Core.Values;
using Concourse.Core.Versions;
using Concourse.Engine.Steps;

namespace Concourse.Engine.Containers;

/// <summary>The protocol of resource scripts: what goes to stdin and how stdout is read (engine chapter §14). Pure.</summary>
public static class ResourceScript
{
    public const string CheckPath = "/opt/resource/check";
    public const string InPath = "/opt/resource/in";
    public const string OutPath = "/opt/resource/out";
    public const string GetDirectory = "/tmp/build/get";
    public const string PutDirectory = "/tmp/build/put";

    /// <summary>The request, without a newline at its end.</summary>
    public static ReadOnlyMemory<byte> Request(MapValue? source, MapValue? parameters, ResourceVersion? version)
    {
        var json = new JsonTextWriter();
        json.StartObject();
        json.Field("source", source);
        json.Optional("params", parameters);
        if (version is { Count: > 0 })
        {
            json.Field("version", version.ToValue());
        }

        json.EndObject();
        return json.Utf8;
    }

    /// <summary>Versions that a check printed, oldest first.</summary>
    /// <exception cref="StepException">Not a list of versions.</exception>
    public static IReadOnlyList<ResourceVersion> Versions(ReadOnlyMemory<byte> stdout) => FirstValue(stdout) switch
    {
        NullValue => [],
        ListValue list => [.. list.Select(Version)],
        var other => throw new StepException($"a check must print a list of versions, found {other.KindName}"),
    };

    /// <summary>What a get or put printed.</summary>
    /// <exception cref="StepException">Not an object with a version.</exception>
    public static ResourceResult Result(ReadOnlyMemory<byte> stdout)
    {
        var value = FirstValue(stdout);
        if (value is NullValue)
        {
            return new ResourceResult(null, null);
        }

        var map = value as MapValue ?? throw new StepException($"a resource script must print an object with a version, found {value.KindName}");
        var version = map.TryGetValue("version", out var v) && v is not NullValue ? Version(v) : null;
        return new ResourceResult(version, map.TryGetValue("metadata", out var m) && m is ListValue list ? [.. list.Select(Field)] : null);
    }

    private static MetadataField Field(Value value) => value is MapValue map
        ? new MetadataField(map.Text("name") ?? "", map.Text("value") ?? "")
        : throw new StepException($"metadata must be a list of objects with name and value, found {value.KindName}");

    private static ResourceVersion Version(Value value)
    {
        try
        {
            return ResourceVersion.From(value);
        }
        catch (JsonException e)
        {
            throw new StepException(e.Message, e);
        }
    }

    /// <summary>The first JSON value; what follows it is ignored.</summary>
    private static Value FirstValue(ReadOnlyMemory<byte> stdout)
    {
        var text = stdout.Span.TrimStart(" \t\r\n"u8);
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = JsonText.MaxDepth, AllowMultipleValues = true });
            return reader.Read() ? JsonText.Read(ref reader) : throw new StepException("EOF");
        }
        catch (JsonException e)
        {
            throw new StepException(Mistake(text, e), e);
        }
    }

    // The cases that happen, a script that prints nothing or plain text, in upstream's words.
    private static string Mistake(ReadOnlySpan<byte> text, JsonException e)
    {
        if (text.IsEmpty)
        {
            return "EOF";
        }

        if (!"{[\"-0123456789tfn"u8.Contains(text[0]))
        {
            Rune.DecodeFromUtf8(text, out var first, out _);
            return $"invalid character '{first}' looking for beginning of value";
        }

        foreach (var literal in (ReadOnlySpan<string>)["true", "false", "null"])
        {
            if (text[0] != literal[0])
            {
                continue;
            }

            for (var i = 1; i < literal.Length && i < text.Length; i++)
            {
                if (text[i] != literal[i])
                {
                    return $"invalid character '{(char)text[i]}' in literal {literal} (expecting '{literal[i]}')";
                }
            }
        }

        // The reader failed behind the last byte: the value is cut off.
        var line = e.LineNumber ?? 0;
        var lastLine = text[(text.LastIndexOf((byte)'\n') + 1)..];
        return line == text.Count((byte)'\n') && e.BytePositionInLine >= lastLine.Length
            ? "unexpected EOF"
            : $"resource script printed invalid JSON: {e.Message}";
    }
}
