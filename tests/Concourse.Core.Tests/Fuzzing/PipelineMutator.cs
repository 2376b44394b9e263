using System.Text;

namespace Concourse.Core.Tests.Fuzzing;

/// <summary>Spoils pipelines in ways that know their grammar: lines, indentation, keys, scalars, steps; and bytes at last.</summary>
internal sealed class PipelineMutator(Random random)
{
    // Deeper maps become too large when they are written as YAML, by their indentation alone.
    private const int MostNested = 1500;

    private static readonly string[] Scalars =
    [
        "", "~", "yes", "0x1F", "1e400", "-.inf", ".nan", "18446744073709551615", "1_0", "2001-01-01", "<<", "\"\\u0000\"", "'", "\"", "[", "]", "{", "}", "*x", "&x", "&x a", "!!int",
        "!!str 1", "!!binary aGk=", "!<a> b", "|", ">-", "? ", ": ", "- ", "((v))", "((", "1h", "-1", "every", "latest", "{ref: x}", "[a, [b]]", "{a: {b: c}}", "\u2028", "\u0085", "\ufeff", "\t", "%YAML 1.1", "---", "...", "#",
    ];

    private static readonly string[] Keys =
    [
        "get", "put", "task", "do", "try", "in_parallel", "across", "set_pipeline", "load_var", "run", "ensure", "on_success", "on_failure", "on_abort", "on_error", "timeout", "attempts", "passed",
        "trigger", "version", "params", "config", "file", "resource", "name", "type", "source", "plan", "steps", "values", "var", "max_in_flight", "limit", "tags", "inputs", "outputs", "caches", "image_resource",
        "<<", "a.b", "1", "on", "NAME", "",
    ];

    private static readonly string[] Steps =
    [
        "{get: r}", "{put: r, inputs: all}", "{task: t, file: r/t.yml}", "{task: t, config: {platform: linux, run: {path: x}}}", "{do: [{get: r}]}", "{try: {get: r}}", "{in_parallel: [{get: r}]}",
        "{set_pipeline: self, file: r/p.yml}", "{load_var: v, file: r/v}", "{task: t, file: r/t, across: [{var: v, values: [1, 2]}]}", "{get: r, ensure: {put: r}, timeout: 1h, attempts: 3}",
    ];

    private static readonly (string Open, string Close)[] Around =
        [("[", "]"), ("{a: ", "}"), ("[{do: ", "}]"), ("{try: ", "}"), ("{get: r, ensure: ", "}"), ("[{in_parallel: {steps: ", "}}]")];

    /// <summary>The pipeline spoiled: mostly still text, sometimes not even that.</summary>
    public byte[] Mutate(string text)
    {
        for (var i = Math.Max(1, random.Next(6) - 2); i > 0; i--)
        {
            text = Once(text);
        }

        var bytes = Encoding.UTF8.GetBytes(text.Length > 50_000 ? text[..50_000] : text);
        return random.Next(16) == 0 ? Spoiled(bytes) : bytes;
    }

    private string Once(string text)
    {
        var lines = text.Split('\n').ToList();
        var line = random.Next(lines.Count);
        switch (random.Next(13))
        {
            case 0:
                lines.RemoveAt(line);
                break;
            case 1:
                lines.Insert(random.Next(lines.Count), lines[line]);
                break;
            case 2:
                lines[line] = new string(' ', random.Next(8)) + lines[line].TrimStart();
                break;
            case 3:
                lines[line] = WithValue(lines[line], Any(Scalars));
                break;
            case 4 or 11:
                lines[line] = WithKey(lines[line], Any(Keys));
                break;
            case 5 or 10:
                lines[line] = WithValue(lines[line], $"[{Any(Steps)}, {Any(Steps)}]");
                break;
            case 6:
                // A block of lines goes somewhere else.
                var block = lines.GetRange(line, Math.Min(random.Next(1, 8), lines.Count - line));
                lines.InsertRange(random.Next(lines.Count), block.Select(l => new string(' ', random.Next(3)) + l));
                break;
            case 7:
                lines.Insert(line, $"{new string(' ', random.Next(8))}{(random.Next(2) == 0 ? "- " : "")}{Any(Keys)}: {Any(Scalars)}");
                break;
            case 12:
                lines[line] = WithValue(lines[line], Nested());
                break;
            case 8:
                return Spliced(text, Any(Scalars));
            default:
                return Encoding.UTF8.GetString(Spoiled(Encoding.UTF8.GetBytes(text)));
        }

        return string.Join('\n', lines);
    }

    private string Nested()
    {
        var (open, close) = Around[random.Next(Around.Length)];
        var depth = (int)Math.Pow(10, random.NextDouble() * Math.Log10(MostNested));
        return string.Concat(Enumerable.Repeat(open, depth)) + Any(Steps) + string.Concat(Enumerable.Repeat(close, depth));
    }

    private static string WithValue(string line, string value)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? line + value : $"{line[..colon]}: {value}";
    }

    private static string WithKey(string line, string key)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var start = line.Length - line.TrimStart(' ', '-').Length;
        return colon < start ? line : $"{line[..start]}{key}{line[colon..]}";
    }

    private string Spliced(string text, string piece)
    {
        var place = random.Next(text.Length + 1);
        var dropped = Math.Min(random.Next(6), text.Length - place);
        return text[..place] + piece + text[(place + dropped)..];
    }

    private byte[] Spoiled(byte[] bytes)
    {
        for (var i = random.Next(1, 4); i > 0 && bytes.Length > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    private string Any(string[] pieces) => pieces[random.Next(pieces.Length)];
}
