using System.Text;
using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Json;
using CsCheck;

namespace Concourse.Core.Tests.Configuration;

/// <summary>A pipeline survives every way it travels: YAML → model → JSON → model, and model → YAML → model.</summary>
public sealed class RoundTripTests
{
    private static readonly Gen<string> Name = Gen.String[Gen.Char["abcxz019-_ :#'\"<é"], 1, 8].Select(Quoted);
    private static readonly Gen<string> Flag = Gen.Bool.Select(b => b ? "true" : "false");
    private static readonly Gen<string> Number = Gen.Int[-9, 99].Select(n => $"{n}");
    private static readonly Gen<string> Duration = OneOf("1h", "90s", "1m30s", "((d))");
    private static readonly Gen<string> Every = OneOf("never", "90s", "''", "36h");
    private static readonly Gen<string> Names = List(Name);
    private static readonly Gen<string> NameMap = Gen.Select(Name, Name).Select((key, name) => $"{{{key}: {name}}}");
    private static readonly Gen<string> Any = Gen.OneOf(
        Name, Gen.Int.Select(n => $"{n}"), Gen.Double.Unit.Select(d => $"{d:R}"), Flag, OneOf("null", "[]", "{}", "[1, {a: b}]", "((v))"));

    private static readonly Gen<string> Free = Gen.Select(Name, Any).Array[0, 3].Select(pairs =>
        $"{{{string.Join(", ", pairs.DistinctBy(p => p.Item1).Select(p => $"{p.Item1}: {p.Item2}"))}}}");

    private static readonly Gen<string> Limits = Object("", ("cpu", Number), ("memory", OneOf("2GB", "1024", "0")));
    private static readonly Gen<string> Quantities = Object("", ("cpu", OneOf("'1'", "500m")), ("memory", OneOf("1Gi")));
    private static readonly Gen<string> Sidecar = Object(
        "name: side, image: i", ("command", Names), ("args", Names), ("env", List(Object("name: N", ("value", Name)))),
        ("ports", List(Object("containerPort: 80", ("protocol", OneOf("TCP", "UDP"))))),
        ("resources", Object("", ("requests", Quantities), ("limits", Quantities))), ("workingDir", Name));

    private static readonly Gen<string> TaskConfig = Object(
        "platform: linux",
        ("rootfs_uri", Name),
        ("image_resource", Object("type: t", ("name", Name), ("source", Free), ("version", NameMap), ("params", Free), ("tags", Names))),
        ("container_limits", Limits),
        ("params", Free),
        ("run", Object("", ("path", Name), ("args", Names), ("dir", Name), ("user", Name))),
        ("inputs", List(Object("name: i", ("path", Name), ("optional", Flag)))),
        ("outputs", List(Object("name: o", ("path", Name)))),
        ("caches", List(Object("path: c", ("ttl", OneOf("1h", "90s"))))),
        ("sidecars", Sidecar.Select(s => $"[{s}]")));

    private static readonly Gen<string> Core = Gen.OneOf(
        Fields(Key("get"), ("resource", Name), ("version", Gen.OneOf(OneOf("every", "latest"), NameMap)), ("params", Free), ("passed", Names), ("trigger", Flag), ("tags", Names), ("timeout", Duration)),
        Fields(Key("put"), ("resource", Name), ("params", Free), ("inputs", Gen.OneOf(OneOf("all", "detect", "other"), Names)), ("tags", Names), ("get_params", Free), ("timeout", Duration), ("no_get", Flag)),
        Fields(
            Key("task"), ("privileged", Flag), ("hermetic", Flag), ("file", Name), ("container_limits", Limits), ("config", TaskConfig), ("params", Free), ("vars", Free), ("tags", Names),
            ("input_mapping", NameMap), ("output_mapping", NameMap), ("image", Name), ("timeout", Duration), ("sidecars", List(Gen.OneOf(Name, Sidecar)))),
        Fields(Key("run"), ("type", Name), ("params", Free), ("privileged", Flag), ("tags", Names), ("container_limits", Limits), ("timeout", Duration)),
        Fields(Key("set_pipeline"), ("file", Name), ("team", Name), ("vars", Free), ("var_files", Names), ("instance_vars", Free), ("timeout", Duration)),
        Fields(Key("load_var"), ("file", Name), ("format", Name), ("reveal", Flag), ("timeout", Duration)));

    private static readonly Gen<string> AcrossVar = Object(
        "var: v", ("values", Gen.OneOf(OneOf("((.:l))"), Names)), ("max_in_flight", OneOf("all", "2")));

    private static readonly Gen<string> Step = Gen.Recursive<string>((depth, step) =>
    {
        if (depth > 2)
        {
            return Core;
        }

        var inner = step.Select(s => $"{{{s}}}");
        var modified = Fields(
            Gen.OneOf(
                Core,
                Core,
                inner.Select(s => $"try: {s}"),
                Steps(step).Select(s => $"do: {s}"),
                Steps(step).Select(s => $"in_parallel: {s}"),
                Object("", ("steps", Steps(step)), ("limit", Number), ("fail_fast", Flag)).Select(p => $"in_parallel: {p}")),
            ("attempts", Number),
            ("across", Gen.Select(List(AcrossVar), Flag).Select((vars, failFast) => $"{vars}, fail_fast: {failFast}")),
            ("unheard_of", Any));
        return Gen.Select(modified, OneOf("", "on_success", "on_failure", "on_abort", "on_error", "ensure"), inner).Select((text, hook, other) =>
            hook.Length == 0 ? text : $"{text}, {hook}: {other}");
    });

    private static readonly Gen<string> Hook = Core.Select(s => $"{{{s}}}");
    private static readonly (string, Gen<string>)[] TypeFields =
    [
        ("type", Name), ("source", Free), ("defaults", Free), ("privileged", Flag), ("check_every", Every), ("tags", Names), ("params", Free),
    ];

    private static readonly Gen<string> Pipeline = Object(
        "",
        ("groups", List(Object("", ("name", Name), ("jobs", Names), ("resources", Names)))),
        ("var_sources", List(Object("", ("name", Name), ("type", Name), ("config", Any)))),
        ("resources", List(Object(
            "", ("name", Name), ("old_name", Name), ("public", Flag), ("webhook_token", Name), ("type", Name), ("source", Free), ("check_every", Every), ("check_timeout", Duration),
            ("tags", Names), ("version", NameMap), ("icon", Name), ("expose_build_created_by", Flag)))),
        ("resource_types", List(Object("name: t", TypeFields))),
        ("prototypes", List(Object("name: p", TypeFields))),
        ("display", Object("", ("background_image", Name), ("background_filter", Name))),
        ("user_data", Any),
        ("jobs", List(Object(
            "", ("name", Name), ("old_name", Name), ("public", Flag), ("disable_manual_trigger", Flag), ("disable_reruns", Flag), ("serial", Flag), ("interruptible", Flag),
            ("serial_groups", Names), ("max_in_flight", Number), ("build_logs_to_retain", Number),
            ("build_log_retention", Object("", ("builds", Number), ("minimum_succeeded_builds", Number), ("days", Number))),
            ("plan", Steps(Step)), ("on_success", Hook), ("on_failure", Hook), ("on_abort", Hook), ("on_error", Hook), ("ensure", Hook)))));

    [Fact]
    public void A_pipeline_survives_json_and_yaml_field_by_field()
    {
        var set = new HashSet<string>();
        Pipeline.Sample(
            text =>
            {
                var config = ConfigReader.Pipeline(text);
                var (json, fields) = (ConfigJson.Text(config), Fields(config));
                foreach (var travelled in (PipelineConfig[])[ConfigReader.PipelineJson(json), ConfigReader.Pipeline(json), ConfigReader.Pipeline(ConfigYaml.Format(Encoding.UTF8.GetBytes(text)))])
                {
                    Assert.Equal(fields, Fields(travelled));
                    Assert.Equal(json, ConfigJson.Text(travelled));
                }
            },
            iter: 1000);

        // So that a field that is forgotten here, or that nothing renders, is noticed.
        Assert.Empty(ModelText.AllFields.Except(set));

        string Fields(PipelineConfig config)
        {
            lock (set)
            {
                return ModelText.Of(config, set);
            }
        }
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static Gen<string> Key(string kind) => Name.Select(n => $"{kind}: {n}");

    /// <summary>Each field is there in half of the texts.</summary>
    private static Gen<string> Fields(Gen<string> first, params (string Key, Gen<string> Value)[] fields) => fields.Aggregate(
        first, (all, field) => Gen.Select(all, Gen.Bool, field.Value).Select((text, there, value) =>
            !there ? text : text.Length == 0 ? $"{field.Key}: {value}" : $"{text}, {field.Key}: {value}"));

    private static Gen<string> Object(string first, params (string Key, Gen<string> Value)[] fields) =>
        Fields(Gen.Const(first), fields).Select(f => $"{{{f}}}");

    private static Gen<string> List(Gen<string> item) => item.Array[1, 2].Select(items => $"[{string.Join(", ", items)}]");

    private static Gen<string> Steps(Gen<string> step) => step.Array[0, 2].Select(s => $"[{string.Join(", ", s.Select(x => $"{{{x}}}"))}]");

    private static string Quoted(string text) => $"'{text.Replace("'", "''")}'";
}
