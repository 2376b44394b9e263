using System.Text;
using System.Text.RegularExpressions;
using Concourse.Core.Values;
using Concourse.Engine.Steps;

namespace Concourse.Engine.Variables;

/// <summary>Replaces <c>((vars))</c> in a value (engine chapter §3.2).</summary>
/// <param name="find">Looks a variable up: source (empty: default), path; null when it is not defined.</param>
/// <param name="expectAll">Undefined variables are an error; else they stay as they are.</param>
internal sealed partial class Interpolation(Func<string, string, Task<Value?>> find, bool expectAll)
{
    private readonly SortedSet<string> undefined = new(StringComparer.Ordinal);

    /// <exception cref="StepException">In upstream's words.</exception>
    public async Task<Value> EvaluateAsync(Value value)
    {
        var result = await ReplaceAsync(value);
        return undefined.Count == 0 ? result : throw new StepException($"undefined vars: {string.Join(", ", undefined)}");
    }

    private async Task<Value> ReplaceAsync(Value value)
    {
        switch (value)
        {
            case StringValue text when text.Text.Contains("((", StringComparison.Ordinal):
                return await ReplaceAsync(text);
            case ListValue list:
                var items = new List<Value>(list.Count);
                foreach (var item in list)
                {
                    items.Add(await ReplaceAsync(item));
                }

                return new ListValue(items);
            case MapValue map:
                var entries = new List<MapEntry>(map.Count);
                foreach (var entry in map.Entries)
                {
                    var key = await ReplaceAsync((Value)entry.Key);
                    entries.Add(new MapEntry(key is StringValue s ? s.Text : entry.Key, await ReplaceAsync(entry.Value)));
                }

                return new MapValue(entries);
            default:
                return value;
        }
    }

    private async Task<Value> ReplaceAsync(StringValue text)
    {
        var whole = Reference().Match(text.Text);
        if (whole.Success && whole.Length == text.Text.Length)
        {
            return await LookUpAsync(whole.Groups["name"].Value) ?? text;
        }

        var result = new StringBuilder();
        var end = 0;
        foreach (Match match in Reference().Matches(text.Text))
        {
            result.Append(text.Text, end, match.Index - end);
            end = match.Index + match.Length;
            result.Append(await LookUpAsync(match.Groups["name"].Value) switch
            {
                null => match.Value,
                StringValue s => s.Text,
                NumberValue { IsFloat: false } n => n.Text,
                var other => throw new StepException(
                    $"cannot interpolate non-primitive value ({other.KindName}) from var: {match.Groups["name"].Value}"),
            });
        }

        return result.Append(text.Text, end, text.Text.Length - end).ToString();
    }

    private async Task<Value?> LookUpAsync(string reference)
    {
        var parsed = VariableReference.Parse(reference);
        var value = await find(parsed.Source, parsed.Path);
        if (value is null)
        {
            if (expectAll)
            {
                undefined.Add(reference);
            }

            return null;
        }

        foreach (var field in parsed.Fields)
        {
            value = value switch
            {
                MapValue map => map.TryGetValue(field, out var inner) ? inner : throw new StepException($"missing field '{field}' in var: {reference}"),
                _ => throw new StepException($"cannot access field '{field}' of non-map value ('{value.KindName}') from var: {reference}"),
            };
        }

        return value;
    }

    [GeneratedRegex("""\(\((?<name>(?:[-/.\w]+:)?(?:"[^"]+"|[-/.\w]+)(?:\.(?:"[^"]+"|[-/\w]+))*)\)\)""")]
    private static partial Regex Reference();
}
