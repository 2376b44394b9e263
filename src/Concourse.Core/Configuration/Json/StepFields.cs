using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Concourse.Core.Configuration.Json;

/// <summary>Fields gathered from the layers of one step, written sorted; a later field replaces an earlier one of its name.</summary>
internal sealed class StepFields
{
    private readonly SortedList<string, Action<JsonTextWriter>> fields = new(Utf8Order.Instance);

    public void Add(string name, Action<JsonTextWriter> write) => fields[name] = write;

    public void Add(string name, string text) => Add(name, w => w.String(text));

    public void Optional(string name, string text)
    {
        if (text.Length > 0)
        {
            Add(name, text);
        }
    }

    public void Optional(string name, bool value)
    {
        if (value)
        {
            Add(name, w => w.Bool(true));
        }
    }

    public void Optional(string name, MapValue? map)
    {
        if (map is { Count: > 0 })
        {
            Add(name, w => w.Value(map));
        }
    }

    public void Optional(string name, IReadOnlyList<string>? texts)
    {
        if (texts is { Count: > 0 })
        {
            Add(name, w => w.Array(texts, (inner, text) => inner.String(text)));
        }
    }

    public void Optional(string name, IReadOnlyDictionary<string, string>? texts)
    {
        if (texts is { Count: > 0 })
        {
            Add(name, w => w.StringMap(texts));
        }
    }

    public void Write(JsonTextWriter json)
    {
        json.StartObject();
        foreach (var (name, write) in fields)
        {
            json.Name(name);
            write(json);
        }

        json.EndObject();
    }
}
