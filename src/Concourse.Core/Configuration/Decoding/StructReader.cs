using Concourse.Core.Values;
using Concourse.Core.Versions;

namespace Concourse.Core.Configuration.Decoding;

/// <summary>The fields of one object being decoded, read by key. A missing field reads as empty.</summary>
internal readonly struct StructReader(DecodeScope scope, DecodePath path, StructShape shape, Value?[] fields)
{
    public DecodeScope Scope => scope;

    // Places are made only where something is wrong.
    public string Text(string key) => Find(key) switch
    {
        null => "",
        StringValue text => text.Text,
        var value => scope.Text(value, PathOf(key)),
    };

    public bool Bool(string key) => Find(key) switch
    {
        null => false,
        BoolValue flag => flag.Value,
        var value => scope.Bool(value, PathOf(key)),
    };

    public int Int(string key) => Find(key) is { } value ? scope.Int(value, PathOf(key)) : 0;

    /// <summary>Any value, numbers in their 64-bit float form; null when missing or null.</summary>
    public Value? Any(string key) => Find(key) is { } value and not NullValue ? Numbers.Canonical(value) : null;

    public MapValue? Map(string key, string goType) => Find(key) is { } value ? scope.Map(value, PathOf(key), goType) : null;

    public IReadOnlyList<string>? Texts(string key) => Find(key) switch
    {
        null => null,
        ListValue list when list.All(i => i is StringValue) => [.. list.Select(i => ((StringValue)i).Text)],
        var value => scope.List(value, PathOf(key), "[]string", scope.Text),
    };

    public IReadOnlyDictionary<string, string>? TextMap(string key, string goType) =>
        Find(key) is { } value ? scope.TextMap(value, PathOf(key), goType) : null;

    public ResourceVersion? Version(string key) => TextMap(key, "atc.Version") is { } texts ? new ResourceVersion(texts) : null;

    public IReadOnlyList<T>? List<T>(string key, string goType, Func<Value, DecodePath, T> item) =>
        Find(key) is { } value ? scope.List(value, PathOf(key), goType, item) : null;

    /// <summary>A field that is an object of its own; missing or null gives null.</summary>
    public T? Object<T>(string key, Func<Value, DecodePath, T> read)
        where T : class => Find(key) is { } value and not NullValue ? read(value, PathOf(key)) : null;

    /// <summary>A pointer field whose type has its own decoder; missing or null gives null.</summary>
    public T? Custom<T>(string key, CustomDecoder<T> decode)
        where T : class => Find(key) is { } value and not NullValue ? Run(key, value, decode) : null;

    /// <inheritdoc cref="Custom{T}"/>
    public T? CustomStruct<T>(string key, CustomDecoder<T> decode)
        where T : struct => Find(key) is { } value and not NullValue ? Run(key, value, decode) : null;

    /// <summary>A plain field whose type has its own decoder: null is handed to it.</summary>
    public T? CustomOrNull<T>(string key, CustomDecoder<T> decode)
        where T : class => Find(key) is { } value ? Run(key, value, decode) : null;

    /// <summary>A list of things whose type has its own decoder.</summary>
    public IReadOnlyList<T>? CustomList<T>(string key, string goType, CustomDecoder<T> decode)
        where T : class
    {
        if (Find(key) is not { } value || scope.Items(value, PathOf(key), goType) is not { } list)
        {
            return null;
        }

        var items = new T[list.Count];
        for (var i = 0; i < items.Length; i++)
        {
            var (item, failure) = Decoded(list[i], decode);
            if (failure is not null)
            {
                scope.Abort(PathOf(key).Item(i), failure);
            }

            items[i] = item!;
        }

        return items;
    }

    /// <summary>Tags: a list of texts without the empty ones; never coerced.</summary>
    public IReadOnlyList<string>? Tags(string key) => CustomOrNull(key, ScalarDecoders.Tags);

    private T? Run<T>(string key, Value value, CustomDecoder<T> decode)
    {
        var (result, failure) = Decoded(value, decode);
        if (failure is not null)
        {
            scope.Abort(PathOf(key), failure);
        }

        return result;
    }

    private static (T? Result, DecodeFailure? Failure) Decoded<T>(Value value, CustomDecoder<T> decode)
    {
        if (!DeepRecursion.HasStack)
        {
            return DeepRecursion.Continue((value, decode), static s => Decoded(s.value, s.decode));
        }

        var result = decode(value, out var failure);
        return (result, failure);
    }

    private Value? Find(string key) => fields[shape.IndexOf(key)];

    private DecodePath PathOf(string key) => path.Field(shape.Name, key);
}

/// <summary>Reads a value of a type with its own decoder; on failure the result does not count.</summary>
internal delegate T? CustomDecoder<T>(Value value, out DecodeFailure? failure);
