using Concourse.Core.Values;

namespace Concourse.Core.Yaml;

/// <summary>
/// Writes values as YAML the way upstream's tools print it: sorted keys, two spaces, lists not indented below their key,
/// texts plain where they read back as texts, long lines folded at 80 columns.
/// </summary>
public static class YamlWriter
{
    /// <summary>The value as a YAML document, with a newline at its end.</summary>
    public static string Text(Value value)
    {
        var output = new YamlOutput();
        switch (value)
        {
            case MapValue { Count: > 0 } map:
                Map(output, map, indent: 0);
                break;
            case ListValue { Count: > 0 } list:
                List(output, list, indent: 0);
                break;
            default:
                Scalar(output, value, indent: 0);
                break;
        }

        return output.ToString();
    }

    private static void Map(YamlOutput output, MapValue map, int indent)
    {
        var first = true;
        foreach (var (key, value) in map.OrderBy(e => e.Key, YamlKeyOrder.Instance))
        {
            // The first key of a map in a list stands behind the dash.
            if (!first || output.Column == 0)
            {
                output.Indent(indent);
            }

            first = false;
            var simple = YamlScalarText.IsSimpleKey(key);
            output.Write(simple ? "" : "? ");
            YamlScalarText.Write(output, key, indent, isKey: simple);
            if (!simple)
            {
                output.EndLine();
                output.Indent(indent);
            }

            output.Write(":");
            Member(output, value, indent);
        }
    }

    private static void Member(YamlOutput output, Value value, int indent)
    {
        switch (value)
        {
            case MapValue or ListValue when !DeepRecursion.HasStack:
                DeepRecursion.Continue((output, value, indent), static s => Member(s.output, s.value, s.indent));
                break;
            case MapValue { Count: > 0 } map:
                output.EndLine();
                Map(output, map, indent + 2);
                break;
            case ListValue { Count: > 0 } list:
                output.EndLine();
                List(output, list, indent);
                break;
            default:
                output.Write(" ");
                Scalar(output, value, indent);
                break;
        }
    }

    private static void List(YamlOutput output, ListValue list, int indent)
    {
        var first = true;
        foreach (var item in list)
        {
            if (!first || output.Column == 0)
            {
                output.Indent(indent);
            }

            first = false;
            output.Write("- ");
            Item(output, item, indent);
        }
    }

    private static void Item(YamlOutput output, Value item, int indent)
    {
        switch (item)
        {
            case MapValue or ListValue when !DeepRecursion.HasStack:
                DeepRecursion.Continue((output, item, indent), static s => Item(s.output, s.item, s.indent));
                break;
            case MapValue { Count: > 0 } map:
                Map(output, map, indent + 2);
                break;
            case ListValue { Count: > 0 } inner:
                List(output, inner, indent + 2);
                break;
            default:
                Scalar(output, item, indent);
                break;
        }
    }

    private static void Scalar(YamlOutput output, Value value, int indent)
    {
        switch (value)
        {
            case StringValue text:
                YamlScalarText.Write(output, text.Text, indent, isKey: false);
                break;
            case BoolValue b:
                output.Write(b.Value ? "true" : "false");
                break;
            case NumberValue number:
                output.Write(Number(number));
                break;
            case MapValue:
                output.Write("{}");
                break;
            case ListValue:
                output.Write("[]");
                break;
            default:
                output.Write("null");
                break;
        }

        output.EndLine();
    }

    // Whole numbers of 64 bits stay whole; others are printed as floats.
    private static string Number(NumberValue number) => Int128.TryParse(number.Text, out var whole)
        && whole >= long.MinValue && whole <= ulong.MaxValue
            ? number.Text
            : GoNumber.Display(number.ToDouble());
}
