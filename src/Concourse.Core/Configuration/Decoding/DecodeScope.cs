using System.Globalization;
using Concourse.Core.Values;

namespace Concourse.Core.Configuration.Decoding;

/// <summary>
/// Reads typed configuration out of untyped values by the rules of upstream's decoder (pipeline-config.md §1): which
/// mistake is reported when there are several, and its words. Mismatches are noted and reading goes on; failures of
/// types with a decoder of their own win over them, as there they end the decoding at once. One scope is one document.
/// </summary>
/// <param name="strict">Unknown keys are mistakes.</param>
/// <param name="coerce">Numbers and booleans may fill texts.</param>
internal sealed class DecodeScope(bool strict, bool coerce)
{
    private (DecodePath Path, DecodeFailure Failure)? first;
    private (DecodePath Path, DecodeFailure Failure)? firstAbort;

    /// <summary>The mistake to report, or null.</summary>
    public DecodeFailure? Failure => (firstAbort ?? first)?.Failure;

    /// <summary>Notes a mistake after which upstream would have gone on.</summary>
    public void Note(DecodePath path, DecodeFailure failure)
    {
        if (first is null || path.IsBefore(first.Value.Path))
        {
            first = (path, failure);
        }
    }

    /// <summary>Notes a mistake at which upstream would have stopped.</summary>
    public void Abort(DecodePath path, DecodeFailure failure)
    {
        if (firstAbort is null || path.IsBefore(firstAbort.Value.Path))
        {
            firstAbort = (path, failure.Within(path));
        }
    }

    public void Mismatch(DecodePath path, Value value, string goType, string? found = null) =>
        Note(path, DecodeFailure.Mismatch(found ?? value.KindName, goType, path, value.Position));

    /// <summary>
    /// Opens an object for reading by key; null and values of other kinds read as empty. Without <paramref name="goType"/> it is told
    /// as one of the shape's type.
    /// </summary>
    public StructReader Struct(Value value, DecodePath path, StructShape shape, string? goType = null)
    {
        var fields = new Value?[shape.Keys.Count];
        if (value is MapValue map)
        {
            foreach (var entry in map.Entries)
            {
                var index = shape.IndexOf(entry.Key);
                if (index >= 0)
                {
                    fields[index] = entry.Value;
                }
                else if (strict)
                {
                    Note(path.Key(entry.Key), DecodeFailure.Of(
                        $"json: unknown field {GoText.Quote(entry.Key)}", entry.KeyPosition, KeySuggestion.For(entry.Key, shape.Keys)));
                }
            }
        }
        else if (value is not NullValue)
        {
            Mismatch(path, value, goType ?? shape.GoType);
        }

        return new StructReader(this, path, shape, fields);
    }

    public string Text(Value value, DecodePath path)
    {
        switch (value)
        {
            case StringValue s:
                return s.Text;
            case NullValue:
                return "";
            case NumberValue n when coerce:
                return n.IsFloat ? GoNumber.Single(n.ToDouble()) : n.Canonical().Text;
            case BoolValue b when coerce:
                return b.Value ? "true" : "false";
            default:
                Mismatch(path, value, "string");
                return "";
        }
    }

    public bool Bool(Value value, DecodePath path)
    {
        if (value is BoolValue b)
        {
            return b.Value;
        }

        if (value is not NullValue)
        {
            Mismatch(path, value, "bool");
        }

        return false;
    }

    public int Int(Value value, DecodePath path)
    {
        if (value is NumberValue n)
        {
            var text = n.Canonical().Text;
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                return (int)Math.Clamp(number, int.MinValue, int.MaxValue);
            }

            Mismatch(path, value, "int", $"number {text}");
        }
        else if (value is not NullValue)
        {
            Mismatch(path, value, "int");
        }

        return 0;
    }

    public IReadOnlyList<T>? List<T>(Value value, DecodePath path, string goType, Func<Value, DecodePath, T> item)
    {
        if (Items(value, path, goType) is not { } list)
        {
            return null;
        }

        var items = new T[list.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = item(list[i], path.Item(i));
        }

        return items;
    }

    /// <summary>A list as it is; null and values of other kinds give null.</summary>
    public ListValue? Items(Value value, DecodePath path, string goType)
    {
        if (value is not (ListValue or NullValue))
        {
            Mismatch(path, value, goType);
        }

        return value as ListValue;
    }

    public IReadOnlyDictionary<string, string>? TextMap(Value value, DecodePath path, string goType)
    {
        if (value is MapValue map)
        {
            var texts = new SortedList<string, string>(map.Count, Utf8Order.Instance);
            foreach (var entry in map.Entries)
            {
                texts.Add(entry.Key, Text(entry.Value, path.Key(entry.Key)));
            }

            return texts;
        }

        if (value is not NullValue)
        {
            Mismatch(path, value, goType);
        }

        return null;
    }

    public MapValue? Map(Value value, DecodePath path, string goType)
    {
        if (value is MapValue map)
        {
            return Numbers.Canonical(map);
        }

        if (value is not NullValue)
        {
            Mismatch(path, value, goType);
        }

        return null;
    }
}
