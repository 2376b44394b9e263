using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Core.Versions;

/// <summary>
/// One version of a resource as its check script prints it: a map of texts. Equal by content.
/// Its canonical JSON and digest are those of the database (database.md §5.2).
/// </summary>
[JsonConverter(typeof(ResourceVersionJsonConverter))]
public sealed class ResourceVersion : IReadOnlyDictionary<string, string>, IEquatable<ResourceVersion>
{
    private readonly SortedList<string, string> fields;

    public ResourceVersion(IEnumerable<KeyValuePair<string, string>> fields)
    {
        this.fields = new SortedList<string, string>(Utf8Order.Instance);
        foreach (var (key, value) in fields)
        {
            this.fields[key] = value;
        }
    }

    public static ResourceVersion Empty { get; } = new([]);

    public int Count => fields.Count;

    public IEnumerable<string> Keys => fields.Keys;

    public IEnumerable<string> Values => fields.Values;

    /// <summary>Canonical JSON, e.g. <c>{"ref":"abc"}</c>.</summary>
    public string Json
    {
        get
        {
            var writer = new JsonTextWriter();
            writer.StringMap(this);
            return writer.ToString();
        }
    }

    /// <summary>Lower-case hex SHA-256 of <see cref="Json"/>, 64 characters.</summary>
    public string Digest => CanonicalJson.Sha256(Json);

    public string this[string key] => fields[key];

    /// <summary>Reads a version from its JSON object of texts.</summary>
    /// <exception cref="JsonException">Not an object, or a field is no text.</exception>
    public static ResourceVersion Parse(string json) => From(JsonText.Parse(json));

    /// <inheritdoc cref="Parse"/>
    public static ResourceVersion From(Value value) => value is MapValue map
        ? new(map.Select(p => KeyValuePair.Create(p.Key, p.Value is StringValue s
            ? s.Text
            : throw new JsonException($"version field '{p.Key}' must be a string, found {p.Value.KindName}"))))
        : throw new JsonException($"a version must be an object of strings, found {value.KindName}");

    public MapValue ToValue() => new(fields.Select(p => (p.Key, (Value)p.Value)));

    public bool ContainsKey(string key) => fields.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => fields.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => fields.GetEnumerator();

    public bool Equals(ResourceVersion? other) => other is not null && fields.SequenceEqual(other.fields);

    public override bool Equals(object? obj) => Equals(obj as ResourceVersion);

    public override int GetHashCode() => string.GetHashCode(Json, StringComparison.Ordinal);

    public override string ToString() => Json;
}

/// <summary>JSON form of <see cref="ResourceVersion"/> for source-generated serializers.</summary>
public sealed class ResourceVersionJsonConverter : JsonConverter<ResourceVersion>
{
    public override ResourceVersion Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ResourceVersion.From(JsonText.Read(ref reader));

    public override void Write(Utf8JsonWriter writer, ResourceVersion value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Json, skipInputValidation: true);
}
