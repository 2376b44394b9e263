using System.Text;
using Concourse.Core.Configuration;
using Concourse.Core.Json;
using Concourse.Core.Values;
using Concourse.Core.Variables;

namespace Concourse.Core.Tests.Variables;

public sealed class VariablesTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("src:a.b.c", "src:a.b.c")]
    [InlineData("src:\"a.b\".c", "src:\"a.b\".c")]
    [InlineData(".:x", ".:x")]
    [InlineData("\"a/../b\"", "b")]
    [InlineData("\"/a//b/./c\"", "\"/a/b/c\"")]
    [InlineData("\"../../x\"", "x")]
    [InlineData("\"my source\":a", "my source:a")]
    [InlineData("\"  s  \":a", "s:a")]
    [InlineData(" a . b ", "a.b")]
    [InlineData("\" a \".b", "\" a \".b")]
    [InlineData("\"a:b\"", "\"a:b\"")]
    [InlineData("/team/x", "\"/team/x\"")]
    [InlineData("a/b.c/d", "\"a/b\".\"c/d\"")]
    [InlineData("a/\"..\"/b", "b")]
    [InlineData("src:\"with.dot\".\"x,y\"", "src:\"with.dot\".\"x,y\"")]
    public void References_print_in_their_clean_form(string text, string printed) => Assert.Equal(printed, VarReference.Parse(text).ToString());

    [Theory]
    [InlineData("a..b", "invalid var 'a..b': empty field")]
    [InlineData("a.\"b", "invalid var 'a.\"b': contains unclosed quotes")]
    [InlineData("..", "invalid var '..': empty field")]
    [InlineData("../a", "invalid var '../a': empty field")]
    [InlineData("src:", "invalid var 'src:': empty field")]
    [InlineData("src:.a", "invalid var 'src:.a': empty field")]
    [InlineData("\"\".a", "invalid var '\"\".a': empty field")]
    [InlineData("\"a:b", "invalid var '\"a:b': contains unclosed quotes")]
    public void Malformed_references_are_refused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<VarException>(() => VarReference.Parse(text)).Message);

    [Theory]
    [InlineData("((m))", "{\"k\":\"v\"}")]
    [InlineData("x-((s))-((i))-((n))", "\"x-text-7-1.50\"")]
    [InlineData("((m.k))", "\"v\"")]
    [InlineData("((nope)) ((s))", "\"((nope)) text\"")]
    [InlineData("((src:s))", "\"((src:s))\"")]
    [InlineData("{((s)): 1}", "{\"text\":1}")]
    [InlineData("((recursive))", "\"((s))\"")]
    [InlineData("(( s ))", "\"(( s ))\"")]
    [InlineData("((list))", "[1,\"a\",{\"k\":null}]")]
    [InlineData("{a: ((null)), b: [((b)), ((f))]}", "{\"a\":null,\"b\":[true,1.5]}")]
    [InlineData("((s))((s))-((i))((s))", "\"texttext-7text\"")]
    [InlineData("{((i)): a, x-((s)): b, ((b)): c}", "{\"7\":\"a\",\"true\":\"c\",\"x-text\":\"b\"}")]
    [InlineData("((schlüssel))((\"a@b.c\"))", "\"ümail\"")]
    [InlineData("((m.\"k\"))", "\"v\"")]
    [InlineData("((deep.\"x.y\".z))", "1")]
    [InlineData("((/abs/path))", "\"slash\"")]
    [InlineData("((a b)) (()) ((a!b)) ((", "\"((a b)) (()) ((a!b)) ((\"")]
    [InlineData("(((s)))", "\"(text)\"")]
    [InlineData("yes-((yes))", "\"yes-yes\"")]
    [InlineData("((yes))", "\"yes\"")]
    [InlineData("((empty))((list))", "[1,\"a\",{\"k\":null}]")]
    [InlineData("((empty))((b))((empty))", "true")]
    [InlineData("[[[((i))]]]", "[[[7]]]")]
    [InlineData("{a: {b: [{c: x((s))y}]}}", "{\"a\":{\"b\":[{\"c\":\"xtexty\"}]}}")]
    public void Vars_are_replaced_with_their_type_or_inside_a_text(string yaml, string json) =>
        Assert.Equal(json, Interpolate(yaml, requireAll: false));

    [Theory]
    [InlineData("[((b)), ((nope)), ((src:a.b))]", "undefined vars: nope, src:a.b")]
    [InlineData("x((b))", "cannot interpolate non-primitive value (bool) from var: b")]
    [InlineData("x((m))", "cannot interpolate non-primitive value (map[string]interface {}) from var: m")]
    [InlineData("x((f))", "cannot interpolate non-primitive value (float64) from var: f")]
    [InlineData("((m.nope))", "missing field 'nope' in var: m.nope")]
    [InlineData("x((list))", "cannot interpolate non-primitive value ([]interface {}) from var: list")]
    [InlineData("x((null))", "cannot interpolate non-primitive value (<nil>) from var: null")]
    [InlineData("((i.k))", "cannot access field 'k' of non-map value ('json.Number') from var: i.k")]
    [InlineData("((list.k))", "cannot access field 'k' of non-map value ('[]interface {}') from var: list.k")]
    [InlineData("((a..b))", "invalid var 'a..b': empty field")]
    [InlineData("[((z)), ((\"b.c\".d)), ((a)), ((z))]", "undefined vars: \"b.c\".d, a, z")]
    [InlineData("((s.k))", "cannot access field 'k' of non-map value ('string') from var: s.k")]
    public void What_cannot_be_replaced_is_refused_in_upstreams_words(string yaml, string message) =>
        Assert.Equal(message, Assert.Throws<VarException>(() => Interpolate(yaml, requireAll: true)).Message);

    [Fact]
    public void Flags_merge_in_order_and_win_over_files_of_which_the_last_wins()
    {
        var scopes = VariableFlags.Scopes(
            [VariableFlags.Text("a.b=1"), VariableFlags.Text("whole=x")],
            [VariableFlags.Yaml("a.c=[1, 2]"), VariableFlags.Yaml("n=5")],
            (MapValue)JsonText.Parse("""{"branch":"b","deep":{"x":1}}"""),
            [VariableFlags.File("{file: 1, n: 9}"u8), VariableFlags.File("{file: 2, a: {z: 1}}"u8)]);

        Assert.Equal(
            "a: \"1\"\nb:\n- 1\n- 2\nbranch: b-1\nfile: 2\nmixed: x5\n",
            PipelineTemplate.Evaluate("{a: ((a.b)), b: ((a.c)), file: ((file)), mixed: ((whole))((n)), branch: ((branch))-((deep.x))}", scopes));
        Assert.Equal(
            "missing field 'z' in var: a.z",
            Assert.Throws<VarException>(() => PipelineTemplate.Evaluate("((a.z))", scopes)).Message);
    }

    [Theory]
    [InlineData("v", "a=5", "\"5\"")]
    [InlineData("v", "a=a=b", "a=b")]
    [InlineData("v", "a=", "\"\"")]
    [InlineData("y", "a=5", "5")]
    [InlineData("y", "a='5'", "\"5\"")]
    [InlineData("y", "a=yes", "true")]
    [InlineData("y", "a=1.50", "1.5")]
    [InlineData("y", "a=", "null")]
    [InlineData("y", "a={a: [1, b]}", "\n  a:\n  - 1\n  - b")]
    [InlineData("l", "{a: 5}", "5")]
    [InlineData("l", "{a: 2001-01-01}", "\"2001-01-01\"")]
    public void Each_kind_of_flag_has_its_types(string kind, string given, string printed) =>
        Assert.Equal($"x:{(printed[0] == '\n' ? "" : " ")}{printed}\n", PipelineTemplate.Evaluate("x: ((a))", Scope(kind, given)));

    [Theory]
    [InlineData("v", "a=5", "x5")]
    [InlineData("y", "a=5", "x5")]
    [InlineData("y", "a=1.5", "x1.5")]
    [InlineData("l", "{a: text}", "xtext")]
    public void What_a_flag_gives_stands_inside_longer_texts_too(string kind, string given, string text) =>
        Assert.Equal($"{text}\n", PipelineTemplate.Evaluate("x((a))", Scope(kind, given)));

    [Theory]
    [InlineData("l", "{a: 5}", "cannot interpolate non-primitive value (float64) from var: a")]
    [InlineData("y", "a=true", "cannot interpolate non-primitive value (bool) from var: a")]
    public void Numbers_of_files_and_values_that_are_no_text_do_not(string kind, string given, string message) => Assert.Equal(
        message, Assert.Throws<VarException>(() => PipelineTemplate.Evaluate("x((a))", Scope(kind, given))).Message);

    [Fact]
    public void A_later_whole_value_replaces_a_map_and_a_later_field_goes_into_it()
    {
        var vars = StaticVariables.Of([VariableFlags.Text("a.b=1"), VariableFlags.Text("a=whole"), VariableFlags.Yaml("a.c=2"), VariableFlags.Yaml("a.d.e=3")]);
        Assert.Equal("""{"a":{"c":2,"d":{"e":3}}}""", vars.Values.ToString());
    }

    [Fact]
    public void A_pair_without_equals_is_refused() => Assert.Equal(
        "invalid variable pair 'x' (must be name=value)", Assert.Throws<VarException>(() => VariableFlags.Text("x")).Message);

    [Fact]
    public void Instance_vars_have_upstreams_text_and_query_forms()
    {
        var vars = (MapValue)JsonText.Parse("""{"b":{"x":1,"y":"a b"},"a":"plain","n":"1","dotted.key":true}""");
        Assert.Equal("p/\"dotted.key\":true,a:plain,b.x:1,b.y:\"a b\",n:\"1\"", new PipelineRef("p", vars).ToString());
        var query = InstanceVars.QueryParameters(vars);
        Assert.Equal(
            ["vars.\"dotted.key\"=true", "vars.a=\"plain\"", "vars.b.x=1", "vars.b.y=\"a b\"", "vars.n=\"1\""],
            query.Select(q => $"{q.Key}={q.Value}"));
        Assert.Equal(vars, InstanceVars.FromQuery(query));
        Assert.Null(InstanceVars.FromQuery([new("other", "1")]));
    }

    [Theory]
    [InlineData("vars", "null", null)]
    [InlineData("vars", "{}", "{}")]
    [InlineData("vars", "[1]", null)]
    [InlineData("vars.a", "null", "{\"a\":null}")]
    [InlineData("vars.\"a.b\".c", "1.50", "{\"a.b\":{\"c\":1.5}}")]
    public void Instance_vars_are_read_from_a_query(string key, string json, string? vars) =>
        Assert.Equal(vars, InstanceVars.FromQuery([new(key, json)])?.ToString());

    [Fact]
    public void The_root_of_instance_vars_is_patched_in_whatever_order_they_come() => Assert.Equal(
        """{"a":{"b":2,"c":1}}""",
        InstanceVars.FromQuery([new("vars.a.b", "2"), new("vars", """{"a":{"b":1,"c":1}}""")])!.ToString());

    [Theory]
    [InlineData("vars.a", "{", "unexpected end of JSON input")]
    [InlineData("vars.a", "", "unexpected end of JSON input")]
    [InlineData("vars.a", "main", "invalid character 'm' looking for beginning of value")]
    [InlineData("vars.", "1", "invalid var 'vars.': empty field")]
    [InlineData("vars.\"a", "1", "invalid var 'vars.\"a': contains unclosed quotes")]
    public void Malformed_instance_vars_are_refused_in_upstreams_words(string key, string json, string message) =>
        Assert.Equal(message, Assert.Throws<VarException>(() => InstanceVars.FromQuery([new(key, json)])).Message);

    [Fact]
    public void Var_sources_that_nothing_orders_stay_as_written_and_a_text_may_need_several()
    {
        const string C = "- {name: c, type: dummy, config: {vars: {((a:key)): 1}}}\n";
        const string D = "- {name: d, type: dummy, config: {vars: {x: 'a ((c:y)) ((a:y.z)) ((global))'}}}\n";
        const string Others = "- {name: b, type: dummy, config: {vars: {}}}\n- {name: a, type: dummy, config: {vars: {}}}\n";

        Assert.Null(VarSourceOrder.ByDependency(ConfigReader.Pipeline($"var_sources:\n{C}{D}{Others}").VarSources!, out var ordered));
        Assert.Equal(["b", "a", "c", "d"], ordered.Select(s => s.Name));

        // Upstream looks once at those that wait, in their order.
        Assert.Equal(
            "could not resolve inter-dependent var sources: d",
            VarSourceOrder.ByDependency(ConfigReader.Pipeline($"var_sources:\n{D}{C}{Others}").VarSources!, out _));
    }

    [Fact]
    public void Var_sources_are_ordered_after_those_they_need()
    {
        var sources = ConfigReader.Pipeline(
            """
            var_sources:
            - {name: c, type: dummy, config: {vars: {x: ((b:y))}}}
            - {name: a, type: dummy, config: {vars: {}}}
            - {name: b, type: dummy, config: {vars: {x: ((a:y))}}}
            """).VarSources!;
        Assert.Null(VarSourceOrder.ByDependency(sources, out var ordered));
        Assert.Equal(["a", "b", "c"], ordered.Select(s => s.Name));
    }

    [Fact]
    public void A_secret_stays_hidden_when_another_of_its_name_is_seen()
    {
        var secrets = new SecretTracker();
        secrets.Track("first");
        secrets.Track("second");

        Assert.Equal("((redacted)) ((redacted))", secrets.Redact("first second"));
    }

    [Fact]
    public void Secrets_vanish_from_output_even_where_they_overlap()
    {
        var secrets = new SecretTracker();
        secrets.Track((MapValue)JsonText.Parse("""{"x":"s3cret","list":["no"],"short":"q"}"""));
        secrets.Track("-----\nline one\n  line two \n");
        secrets.Track("s3cret-and-more");

        Assert.Equal("a ((redacted)) b q no", secrets.Redact("a s3cret b q no"));
        Assert.Equal("((redacted))!", secrets.Redact("s3cret-and-more!"));
        Assert.Equal("((redacted)) and ((redacted))", secrets.Redact("line one and line two"));

        Assert.Equal("out: ".Length, secrets.SafeLength("out: s3cret-an"u8));
    }

    private static IReadOnlyList<StaticVariables> Scope(string kind, string given) => kind switch
    {
        "v" => [StaticVariables.Of([VariableFlags.Text(given)])],
        "y" => [StaticVariables.Of([VariableFlags.Yaml(given)])],
        _ => [VariableFlags.File(Encoding.UTF8.GetBytes(given))],
    };

    private static string Interpolate(string yaml, bool requireAll)
    {
        var values = new MapValue(
            ("s", "text"), ("i", 7), ("n", new NumberValue("1.50")), ("f", NumberValue.From(1.5)), ("b", true),
            ("m", new MapValue(("k", "v"))), ("recursive", "((s))"), ("empty", ""), ("null", NullValue.Instance), ("yes", "yes"),
            ("list", JsonText.Parse("""[1,"a",{"k":null}]""")), ("schlüssel", "ü"), ("a@b.c", "mail"), ("/abs/path", "slash"),
            ("deep", JsonText.Parse("""{"x.y":{"z":1}}""")));
        return VarTemplate.Interpolate(ConfigReader.Document(yaml), [new StaticVariables(values)], requireAll).ToString();
    }
}
