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
        ListValue list => [.. list.Select(v => v is NullValue ? ResourceVersion.Empty : Version(v, "value"))],
        var other => throw Mismatch(other, "value", "[]atc.Version"),
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

        const string VersionField = "struct field VersionResult.version";
        const string MetadataField = "struct field VersionResult.metadata";
        var map = value as MapValue ?? throw Mismatch(value, "value", "resource.VersionResult");
        var version = Given(map, "version") is { } v ? Version(v, VersionField) : null;
        var metadata = Given(map, "metadata") switch
        {
            null => null,
            ListValue list => list.Select(f => f is MapValue or NullValue
                ? new MetadataField(Text(f as MapValue, "name"), Text(f as MapValue, "value"))
                : throw Mismatch(f, MetadataField, "atc.MetadataField")),
            var other => throw Mismatch(other, MetadataField, "atc.Metadata"),
        };
        return new ResourceResult(version, metadata?.ToArray());
    }

    private static string Text(MapValue? field, string key) => Given(field ?? MapValue.Empty, key) switch
    {
        null => "",
        StringValue text => text.Text,
        var other => throw Mismatch(other, $"struct field MetadataField.metadata.{key}", "string"),
    };

    private static ResourceVersion Version(Value value, string place) => value is MapValue map
        ? new ResourceVersion(map.Select(f => KeyValuePair.Create(f.Key, f.Value switch
        {
            NullValue => "",
            StringValue text => text.Text,
            var other => throw Mismatch(other, place, "string"),
        })))
        : throw Mismatch(value, place, "atc.Version");

    private static Value? Given(MapValue map, string key) => map.TryGetValue(key, out var value) && value is not NullValue ? value : null;

    // Upstream's words, which name its own types.
    private static StepException Mismatch(Value found, string place, string type) =>
        new($"json: cannot unmarshal {found.KindName} into Go {place} of type {type}");

    /// <summary>The first JSON value; what follows it is ignored.</summary>
    private static Value FirstValue(ReadOnlyMemory<byte> stdout)
    {
        try
        {
            return JsonText.First(stdout.Span, out _);
        }
        catch (JsonException e)
        {
            throw new StepException(e.Message, e);
        }
    }
}
