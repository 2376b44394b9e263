using Concourse.Core.Values;

namespace Concourse.Core.Json;

/// <content>Object fields: the plain forms always write; the <c>Optional</c> forms leave out what is empty, zero, false or absent.</content>
public sealed partial class JsonTextWriter
{
    public void Field(string name, string text)
    {
        Name(name);
        String(text);
    }

    public void Field(string name, bool value)
    {
        Name(name);
        Bool(value);
    }

    public void Field(string name, long number)
    {
        Name(name);
        Number(number);
    }

    public void Field(string name, Value? value)
    {
        Name(name);
        Value(value);
    }

    public void Optional(string name, string text)
    {
        if (text.Length > 0)
        {
            Field(name, text);
        }
    }

    public void Optional(string name, bool value)
    {
        if (value)
        {
            Field(name, value);
        }
    }

    public void Optional(string name, long number)
    {
        if (number != 0)
        {
            Field(name, number);
        }
    }

    public void Optional(string name, MapValue? map)
    {
        if (map is { Count: > 0 })
        {
            Field(name, map);
        }
    }

    public void Optional(string name, IReadOnlyList<string>? texts)
    {
        if (texts is { Count: > 0 })
        {
            Field(name, texts);
        }
    }

    public void Field(string name, IReadOnlyList<string>? texts)
    {
        Name(name);
        if (texts is null)
        {
            Null();
            return;
        }

        StartArray();
        foreach (var text in texts)
        {
            String(text);
        }

        EndArray();
    }

    public void Optional(string name, IReadOnlyDictionary<string, string>? texts)
    {
        if (texts is { Count: > 0 })
        {
            Name(name);
            StringMap(texts);
        }
    }

    /// <summary>Writes a map of texts, keys sorted.</summary>
    public void StringMap(IReadOnlyDictionary<string, string> texts)
    {
        StartObject();
        foreach (var (key, text) in texts.OrderBy(p => p.Key, Utf8Order.Instance))
        {
            Field(key, text);
        }

        EndObject();
    }

    /// <summary>A field of a type that is written by <paramref name="write"/>.</summary>
    public void Field<T>(string name, T item, Action<JsonTextWriter, T> write)
    {
        Name(name);
        write(this, item);
    }

    /// <inheritdoc cref="Field{T}(string, T, Action{JsonTextWriter, T})"/>
    public void Optional<T>(string name, T? item, Action<JsonTextWriter, T> write)
        where T : class
    {
        if (item is not null)
        {
            Field(name, item, write);
        }
    }

    /// <inheritdoc cref="Field{T}(string, T, Action{JsonTextWriter, T})"/>
    public void Optional<T>(string name, T? item, Action<JsonTextWriter, T> write)
        where T : struct
    {
        if (item is { } value)
        {
            Field(name, value, write);
        }
    }

    /// <summary>Writes a list of objects, or nothing when it is empty.</summary>
    public void Optional<T>(string name, IReadOnlyList<T>? items, Action<JsonTextWriter, T> write)
    {
        if (items is { Count: > 0 })
        {
            Field(name, items, write);
        }
    }

    /// <summary>Writes a list of objects; <c>null</c> when there is none.</summary>
    public void Field<T>(string name, IReadOnlyList<T>? items, Action<JsonTextWriter, T> write)
    {
        Name(name);
        Array(items, write);
    }

    public void Array<T>(IReadOnlyList<T>? items, Action<JsonTextWriter, T> write)
    {
        if (items is null)
        {
            Null();
            return;
        }

        StartArray();
        foreach (var item in items)
        {
            write(this, item);
        }

        EndArray();
    }
}
