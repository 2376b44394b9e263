using System.Text.RegularExpressions;
using Concourse.Core.Values;

namespace Concourse.Core.Variables;

/// <summary>
/// Replaces <c>((vars))</c> in values and map keys (pipeline-config.md §7.2). A text that is one var alone takes the
/// var's value with its type; inside a longer text only texts and whole or textual numbers fit. Values are not
/// interpolated again.
/// </summary>
public static partial class VarTemplate
{
    /// <summary>The vars used anywhere in a value, as written, each once, in order.</summary>
    public static IReadOnlyList<string> Names(Value template)
    {
        var names = new List<string>();
        Collect(template, names, []);
        return names;
    }

    /// <summary>The vars used in a text, as written.</summary>
    public static IReadOnlyList<string> Names(string text) => [.. Var().Matches(text).Select(m => m.Groups["name"].Value)];

    /// <summary>Interpolates from static vars.</summary>
    /// <param name="template">The value with vars in it.</param>
    /// <param name="scopes">Asked in order.</param>
    /// <param name="requireAll">Whether unknown vars are a mistake; else they stay as they are.</param>
    /// <exception cref="VarException">Upstream's message.</exception>
    public static Value Interpolate(Value template, IReadOnlyList<StaticVariables> scopes, bool requireAll)
    {
        var found = new Dictionary<string, Value?>(StringComparer.Ordinal);
        foreach (var name in Names(template))
        {
            var reference = VarReference.Parse(name);
            found[name] = scopes.Select(s => s.Find(reference)).FirstOrDefault(v => v is not null);
        }

        return Interpolate(template, found, requireAll);
    }

    /// <inheritdoc cref="Interpolate(Value, IReadOnlyList{StaticVariables}, bool)"/>
    public static async ValueTask<Value> InterpolateAsync(
        Value template, IVariables variables, bool requireAll, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Value?>(StringComparer.Ordinal);
        foreach (var name in Names(template))
        {
            found[name] = await variables.FindAsync(VarReference.Parse(name), cancellationToken).ConfigureAwait(false);
        }

        return Interpolate(template, found, requireAll);
    }

    /// <summary>Replaces only references to local vars (<c>((.:name))</c>); all others stay as they are.</summary>
    /// <exception cref="VarException">Upstream's message.</exception>
    public static Value InterpolateLocal(Value template, StaticVariables locals)
    {
        var found = new Dictionary<string, Value?>(StringComparer.Ordinal);
        foreach (var name in Names(template))
        {
            var reference = VarReference.Parse(name);
            found[name] = reference.Source == VarReference.Local ? locals.Find(reference.WithoutSource()) : null;
        }

        return Interpolate(template, found, requireAll: false);
    }

    private static Value Interpolate(Value template, Dictionary<string, Value?> found, bool requireAll)
    {
        var missing = found.Where(f => f.Value is null).Select(f => VarReference.Parse(f.Key).ToString()).Distinct()
            .Order(Utf8Order.Instance).ToArray();
        var result = Replace(template, found);
        return requireAll && missing.Length > 0 ? throw new VarException($"undefined vars: {string.Join(", ", missing)}") : result;
    }

    private static Value Replace(Value value, Dictionary<string, Value?> found) => found.Count == 0 ? value : value switch
    {
        StringValue text => Replace(text, found),
        ListValue or MapValue when !DeepRecursion.HasStack => DeepRecursion.Continue((value, found), static s => Replace(s.value, s.found)),
        ListValue list => new ListValue(list.Select(i => Replace(i, found)), list.Position),
        MapValue map => new MapValue(
            map.Entries.Select(e => new MapEntry(Key(e, found), Replace(e.Value, found), e.KeyPosition)), map.Position),
        _ => value,
    };

    private static Value Replace(StringValue template, Dictionary<string, Value?> found)
    {
        var text = template.Text;
        foreach (Match match in Var().Matches(template.Text))
        {
            var name = match.Groups["name"].Value;
            if (found[name] is not { } value)
            {
                continue;
            }

            // Also when the texts before it were replaced by nothing.
            if (IsVar(text))
            {
                return value;
            }

            text = text.Replace(match.Value, Embedded(value, name), StringComparison.Ordinal);
        }

        return text == template.Text ? template : new StringValue(text, template.Position);
    }

    private static bool IsVar(string text) => Var().Match(text) is { Success: true } match && match.Length == text.Length;

    private static string Embedded(Value value, string name) => value switch
    {
        StringValue s => s.Text,
        NumberValue { IsFloat: false } n => n.Text,
        _ => throw new VarException($"cannot interpolate non-primitive value ({VarTypes.Name(value)}) from var: {name}"),
    };

    private static string Key(MapEntry entry, Dictionary<string, Value?> found)
    {
        if (!entry.Key.Contains("((", StringComparison.Ordinal))
        {
            return entry.Key;
        }

        return Replace(new StringValue(entry.Key), found) switch
        {
            StringValue s => s.Text,
            NumberValue n => n.Text,
            BoolValue b => b.Value ? "true" : "false",
            var other => throw new VarException($"cannot use a value of type {VarTypes.Name(other)} as a map key: {entry.Key}"),
        };
    }

    private static void Collect(Value value, List<string> names, HashSet<string> seen)
    {
        switch (value)
        {
            case StringValue text:
                Collect(text.Text, names, seen);
                break;
            case ListValue or MapValue when !DeepRecursion.HasStack:
                DeepRecursion.Continue((value, names, seen), static s => Collect(s.value, s.names, s.seen));
                break;
            case ListValue list:
                foreach (var item in list)
                {
                    Collect(item, names, seen);
                }

                break;
            case MapValue map:
                foreach (var entry in map.Entries)
                {
                    Collect(entry.Value, names, seen);
                    Collect(entry.Key, names, seen);
                }

                break;
        }
    }

    private static void Collect(string text, List<string> names, HashSet<string> seen)
    {
        if (text.Contains("((", StringComparison.Ordinal))
        {
            names.AddRange(Names(text).Where(seen.Add));
        }
    }

    [GeneratedRegex(@"\(\((?<name>(?:[-/.0-9A-Za-z_\p{L}]+:)?[-/.:@""0-9A-Za-z_\p{L}]+)\)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Var();
}
