using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ResourceTypes.Protocol;

/// <summary>
/// The JSON object a script reads from stdin: <c>source</c>, <c>version</c> and <c>params</c>, each optional.
/// Keys that the type does not know are refused, so that a misspelt one cannot pass unnoticed, unless the type
/// says otherwise with <see cref="JsonUnmappedMemberHandlingAttribute"/>.
/// </summary>
public sealed class ResourceRequest
{
    private static readonly string[] Sections = ["source", "version", "params"];

    private readonly JsonElement _root;

    private ResourceRequest(JsonElement root) => _root = root;

    /// <summary>The request as it came, for scripts that hand it on.</summary>
    public string RawText => _root.GetRawText();

    /// <summary>Reads the whole of <paramref name="stdin"/>.</summary>
    /// <exception cref="ResourceException">It is no JSON object or has unknown sections.</exception>
    public static async Task<ResourceRequest> ReadAsync(Stream stdin, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        await stdin.CopyToAsync(buffer, ct);
        if (buffer.Length == 0)
        {
            throw new ResourceException("invalid payload: stdin is empty; expected a JSON object with 'source'");
        }

        try
        {
            using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
            var root = document.RootElement.Clone();
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new ResourceException($"invalid payload: expected a JSON object on stdin, got {Describe(root)}");
            }

            foreach (var property in root.EnumerateObject())
            {
                RefuseUnknown(property.Name, Sections, "the request");
            }

            return new ResourceRequest(root);
        }
        catch (JsonException e)
        {
            throw new ResourceException(
                $"invalid payload: stdin is no valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})", e);
        }
    }

    /// <param name="type">How the source is read.</param>
    /// <param name="unsupported">Keys of upstream's type that this one lacks; they are refused as such.</param>
    public T Source<T>(JsonTypeInfo<T> type, params IReadOnlyList<string> unsupported)
        where T : class, new() => Read("source", type, unsupported) ?? new T();

    public T Params<T>(JsonTypeInfo<T> type)
        where T : class, new() => Read("params", type, []) ?? new T();

    /// <summary>Null when the request has no version, as on a resource's first check.</summary>
    public T? Version<T>(JsonTypeInfo<T> type)
        where T : class => Read("version", type, []);

    private T? Read<T>(string section, JsonTypeInfo<T> type, IReadOnlyList<string> unsupported)
        where T : class
    {
        if (!_root.TryGetProperty(section, out var element) || element.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new ResourceException($"invalid payload: '{section}' must be an object, got {Describe(element)}");
        }

        if (type.UnmappedMemberHandling != JsonUnmappedMemberHandling.Skip)
        {
            var known = type.Properties.Select(p => p.Name).ToArray();
            foreach (var property in element.EnumerateObject())
            {
                if (unsupported.Contains(property.Name))
                {
                    throw new ResourceException($"{section}.{property.Name} is not supported by this resource type yet");
                }

                RefuseUnknown(property.Name, known, $"'{section}'");
            }
        }

        try
        {
            return element.Deserialize(type);
        }
        catch (JsonException e)
        {
            var path = (e.Path ?? "$").Replace("$", section, StringComparison.Ordinal);
            throw new ResourceException($"invalid payload: {path} has a value of the wrong type", e);
        }
    }

    private static void RefuseUnknown(string name, string[] known, string where)
    {
        if (!known.Contains(name, StringComparer.Ordinal))
        {
            throw new ResourceException(
                $"invalid payload: json: unknown field \"{name}\"\n{where} may have: {string.Join(", ", known)}");
        }
    }

    private static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "null",
        var kind => "a " + kind.ToString().ToLowerInvariant(),
    };
}
