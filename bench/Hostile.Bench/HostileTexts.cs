using System.Text;

namespace Hostile.Bench;

/// <summary>Ten megabytes of everything that a reader of pipelines may choke on, and how it answers.</summary>
public static class HostileTexts
{
    private const string Nothing = "";
    private const string TooLarge = "its values up to here take more than 80 MiB";
    private const string TooDeep = "exceeded max depth of 10000";
    private const string NoPipeline = "cannot unmarshal array into Go value of type atc.skeletonConfig";
    private const string NoMap = "cannot unmarshal string into Go value of type atc.skeletonConfig";
    private const string NoContent = "did not find expected node content";
    private const string NoEnd = "found unexpected end of stream";
    private const string Repeated = "document contains excessive aliasing";

    /// <summary>All of them; names are unique.</summary>
    public static IReadOnlyList<HostileText> All { get; } =
    [
        // Much of one thing.
        new("a block list", "", "- a\n", NoPipeline),
        new("a flow list", "[", "a,", NoContent),
        new("a list of nothing", "", "-\n", TooLarge),
        new("the same number", "", "- 12345\n", NoPipeline),
        new("empty lists", "", "- []\n", TooLarge),
        new("lists in a list", "[", "[a],", TooLarge),
        new("maps in a list", "", "- a: b\n", TooLarge),
        new("the same key", "", "a:\n", TooLarge),
        new("null keys", "", "- ~: x\n", TooLarge),
        new("documents", "", "---\n", Nothing),
        new("directives", "", "%YAML 1.1\n", "found duplicate %YAML directive"),
        new("line breaks", "", "\n", Nothing),
        new("carriage returns", "", "\r", Nothing),
        new("spaces", "", " ", Nothing),
        new("tabs", "", "\t", "found character that cannot start any token"),
        new("comments", "", "# c\n", Nothing),
        new("one comment", "#", "x", Nothing),
        new("NUL", "a: ", "\0", "control characters are not allowed"),
        new("byte order marks", "", "\ufeff", NoMap),

        // Nested.
        new("brackets", "", "[", TooDeep),
        new("brackets on lines", "", "[\n", "line 10001: exceeded max depth of 10000"),
        new("braces", "", "{", TooDeep),
        new("dashes", "", "- ", TooDeep),
        new("question marks", "", "? ", TooDeep),
        new("nested maps", "", "{a: ", TooDeep),
        new("nested null keys", "", "{~: ", TooDeep),
        new("closing brackets", "", "]", NoContent),
        new("keys within keys", "", string.Concat(Enumerable.Repeat("[", 200)) + "a" + string.Concat(Enumerable.Repeat("]: b", 200)) + "\n", "invalid map key: []interface {}{\"a\"}"),

        // Scalars.
        new("colons", "", ": ", "did not find expected key"),
        new("colons without blank", "", ":", "mapping values are not allowed in this context"),
        new("an unclosed quote", "\"", "x", NoEnd),
        new("an unclosed quote of many lines", "'", "x\n", NoEnd),
        new("escapes", "\"", "\\x41", NoEnd),
        new("one word", "", "x", NoMap),
        new("words on one line", "", "x ", NoMap),
        new("words on many lines", "", "x\n", NoMap),
        new("a block scalar", "a: |\n", " x\n", Nothing),
        new("a folded scalar", "a: >\n", " text\n\n", Nothing),
        new("tags", "", "- !!str a\n", NoPipeline),
        new("timestamps", "", "- !!timestamp 2001-12-14T21:59:43.10Z\n", NoPipeline),
        new("binary", "", "- !!binary aGVsbG8=\n", NoPipeline),

        // Anchors.
        new("anchors", "", "&a ", Nothing),
        new("aliases", "- &a x\n", "- *a\n", Repeated),
        new("merges", "x: &x {a: 1}\ny:\n", "  <<: *x\n", Repeated),
        new("an alias bomb", Bomb(), "", Repeated) { Size = 0 },
        new("aliases that nest", Chain(), "", "exceeded max depth") { Size = 0 },
        new("a long text named often", $"- &a {new string('x', 1 << 20)}\n", "- *a\n", Repeated) { Size = 10_000 },

        // No two pieces alike.
        new("different keys", "", "key{0}: v\n", Nothing),
        new("random keys", "", "{1}: v\n", Nothing),
        new("different anchors", "", "- &a{0} x\n", TooLarge),
        new("different integers", "", "- {0}\n", NoPipeline),
        new("different fractions", "", "- {0}.5\n", TooLarge),
        new("different words", "", "- {1}\n", NoPipeline),
        new("different quoted words", "", "- \"\\t{1}\"\n", NoPipeline),
        new("different tag handles", "", "%TAG !e{0}! tag:x\n", "did not find expected <document start>"),

        // The config made of them takes more than the values do, so that of sound pipelines fewer megabytes fit.
        new("a pipeline of long scripts", "resources:\n- {name: r, type: git}\njobs:\n", "- name: job-{0}\n  plan:\n  - get: r\n  - task: t\n    config:\n      platform: linux\n      run:\n        path: sh\n        args: [-ec, \"make -C repo-{0} all && echo a text that is as long as others\"]\n", Nothing) { Size = 4 << 20 },
        new("a pipeline of short jobs", "resources:\n- {name: r, type: git}\njobs:\n", "- name: job-{0}\n  plan:\n  - get: r\n    trigger: true\n  - task: t\n    file: r/ci/task.yml\n", Nothing) { Size = 3 << 20 },
    ];

    private static string Bomb()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 10; i++)
        {
            text.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        return text.ToString();
    }

    // Each list is nine thousand deep and holds the one before in its heart.
    private static string Chain()
    {
        var text = new StringBuilder("- &a0 x\n");
        for (var i = 1; i < 12; i++)
        {
            text.Append($"- &a{i} {new string('[', 9000)}*a{i - 1}{new string(']', 9000)}\n");
        }

        return text.ToString();
    }
}
