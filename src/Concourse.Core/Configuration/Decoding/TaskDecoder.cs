using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Core.Configuration.Decoding;

/// <summary>Decodes task configs: no coercion, unknown top-level keys kept for validation, unknown keys deeper down ignored.</summary>
internal static class TaskDecoder
{
    private static readonly StructShape Shape = new(
        "taskConfigAlias", "platform", "rootfs_uri", "image_resource", "container_limits", "params", "run", "inputs", "outputs", "caches",
        "sidecars");

    private static readonly StructShape ImageShape = new("ImageResource", "name", "type", "source", "version", "params", "tags");
    private static readonly StructShape RunShape = new("TaskRunConfig", "path", "args", "dir", "user");
    private static readonly StructShape InputShape = new("TaskInputConfig", "name", "path", "optional");
    private static readonly StructShape OutputShape = new("TaskOutputConfig", "name", "path");
    private static readonly StructShape CacheShape = new("alias", "path", "ttl");
    private static readonly StructShape LimitsShape = new("ContainerLimits", "cpu", "memory");

    /// <summary>The keys of a task config.</summary>
    public static IReadOnlyList<string> Keys => Shape.Keys;

    public static TaskConfig? Decode(Value value, out DecodeFailure? failure)
    {
        if (value is not (MapValue or NullValue))
        {
            failure = DecodeFailure.Mismatch(value.KindName, "map[string]*json.RawMessage", DecodePath.Root, value.Position);
            return null;
        }

        var scope = new DecodeScope(strict: false, coerce: false);
        var fields = scope.Struct(value, DecodePath.Root, Shape);
        var config = new TaskConfig
        {
            Platform = fields.Text("platform"),
            RootfsUri = fields.Text("rootfs_uri"),
            ImageResource = fields.Object("image_resource", (v, path) => Image(scope, v, path)),
            Limits = Limits(fields),
            Params = fields.CustomOrNull<IReadOnlyDictionary<string, string>>("params", Environment),
            Run = fields.Object("run", (v, path) => Run(scope, v, path)) ?? TaskRunConfig.Empty,
            Inputs = fields.List("inputs", "[]atc.TaskInputConfig", (v, path) => Input(scope, v, path)),
            Outputs = fields.List("outputs", "[]atc.TaskOutputConfig", (v, path) => Output(scope, v, path)),
            Caches = fields.CustomList<TaskCacheConfig>("caches", "[]atc.TaskCacheConfig", Cache),
            Sidecars = fields.CustomList<SidecarConfig>("sidecars", "[]atc.SidecarConfig", SidecarDecoder.Decode),
            UnknownFields = value is MapValue map ? [.. map.Entries.Where(e => !Shape.Knows(e.Key))] : [],
            Position = value.Position,
        };
        failure = scope.Failure;
        return config;
    }

    /// <summary>The field <c>container_limits</c>.</summary>
    public static ContainerLimits? Limits(StructReader fields) => fields.Object("container_limits", (value, path) =>
    {
        var limits = fields.Scope.Struct(value, path, LimitsShape);
        return new ContainerLimits
        {
            Cpu = limits.CustomStruct<ulong>("cpu", ScalarDecoders.Cpu),
            Memory = limits.CustomStruct<ulong>("memory", ScalarDecoders.Memory),
        };
    });

    /// <summary>Environment params: every value becomes a text; lists and maps become their compact JSON.</summary>
    public static IReadOnlyDictionary<string, string>? Environment(Value value, out DecodeFailure? failure)
    {
        failure = value is MapValue or NullValue
            ? null
            : DecodeFailure.Mismatch(value.KindName, "map[string]atc.CoercedString", DecodePath.Root, value.Position);
        var texts = new SortedList<string, string>(Utf8Order.Instance);
        foreach (var entry in (value as MapValue ?? MapValue.Empty).Entries)
        {
            texts.Add(entry.Key, entry.Value switch
            {
                StringValue s => s.Text,
                NumberValue n => n.Text,
                NullValue => "",
                var other => JsonTextWriter.Text(other),
            });
        }

        return texts;
    }

    private static ImageResource Image(DecodeScope scope, Value value, DecodePath path)
    {
        var fields = scope.Struct(value, path, ImageShape);
        return new ImageResource
        {
            Name = fields.Text("name"),
            Type = fields.Text("type"),
            Source = fields.Map("source", "atc.Source"),
            Version = fields.Version("version"),
            Params = fields.Map("params", "atc.Params"),
            Tags = fields.Tags("tags"),
        };
    }

    private static TaskRunConfig Run(DecodeScope scope, Value value, DecodePath path)
    {
        var fields = scope.Struct(value, path, RunShape);
        return new TaskRunConfig
        {
            Path = fields.Text("path"),
            Args = fields.Texts("args"),
            Dir = fields.Text("dir"),
            User = fields.Text("user"),
        };
    }

    private static TaskInputConfig Input(DecodeScope scope, Value value, DecodePath path)
    {
        var fields = scope.Struct(value, path, InputShape);
        return new TaskInputConfig { Name = fields.Text("name"), Path = fields.Text("path"), Optional = fields.Bool("optional") };
    }

    private static TaskOutputConfig Output(DecodeScope scope, Value value, DecodePath path)
    {
        var fields = scope.Struct(value, path, OutputShape);
        return new TaskOutputConfig { Name = fields.Text("name"), Path = fields.Text("path") };
    }

    private static TaskCacheConfig? Cache(Value value, out DecodeFailure? failure)
    {
        var scope = new DecodeScope(strict: false, coerce: false);
        var fields = scope.Struct(value, DecodePath.Root, CacheShape);
        var cache = new TaskCacheConfig { Path = fields.Text("path"), Ttl = fields.Text("ttl") };
        failure = scope.Failure;
        if (failure is null && cache.Ttl.Length > 0)
        {
            if (!GoDuration.TryParse(cache.Ttl, out var ttl, out var error))
            {
                failure = DecodeFailure.Of($"invalid cache ttl '{cache.Ttl}': {error}", value.Position);
            }
            else if (ttl < GoDuration.From(TimeSpan.FromSeconds(1)))
            {
                failure = DecodeFailure.Of($"cache ttl must be at least 1s, got '{cache.Ttl}'", value.Position);
            }
        }

        return cache;
    }
}
