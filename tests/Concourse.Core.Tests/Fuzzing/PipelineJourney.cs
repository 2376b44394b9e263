using System.Buffers;
using System.Text;
using System.Text.Json;
using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Json;
using Concourse.Core.Json;
using Concourse.Core.Planning;
using Concourse.Core.Plans;
using Concourse.Core.Validation;
using Concourse.Core.Versions;
using Concourse.Core.Yaml;

namespace Concourse.Core.Tests.Fuzzing;

/// <summary>
/// Sends a text all the way a pipeline goes: YAML, config, validation, JSON, plans and back. Whatever the text is, only the
/// errors that the language names may come of it, and what is written must read back the same.
/// </summary>
internal static class PipelineJourney
{
    private const char NextLine = '\u0085';
    private const int LongestKeyInYaml = 1000;

    private static readonly SearchValues<char> RawInJsonOnly = SearchValues.Create(
        [.. Enumerable.Range(0x7f, 0x21).Where(c => c != NextLine).Append(0xfffe).Append(0xffff).Select(c => (char)c)]);

    /// <summary>How far the text came.</summary>
    public enum Goal
    {
        NoYaml,
        NoPipeline,
        Invalid,
        Planned,
    }

    public static Goal Travel(byte[] text)
    {
        try
        {
            var value = YamlText.Parse(text);
            Same(value.ToString()!, YamlText.Parse(YamlWriter.Text(value)).ToString()!, "YAML does not read back");
            Same(value.ToString()!, JsonText.Parse(value.ToString()!).ToString()!, "JSON does not read back");
        }
        catch (YamlSyntaxException)
        {
            Refused(() => ConfigReader.Pipeline(text));
            return Goal.NoYaml;
        }

        Unique(text);
        Refusable(() => ConfigReader.Task(ConfigReader.Document(text)));
        Refusable(() => ConfigReader.LenientPipeline(text));
        PipelineConfig config;
        try
        {
            config = ConfigReader.Pipeline(text);
        }
        catch (ConfigFormatException)
        {
            return Goal.NoPipeline;
        }

        var json = ConfigJson.Text(config);
        Same(json, ConfigJson.Text(ConfigReader.PipelineJson(json)), "the JSON of the API does not read back");
        ReadAsYaml(json);
        Same(json, ConfigJson.Text(ConfigReader.Pipeline(ConfigYaml.Text(config))), "the YAML does not read back");
        if (PipelineValidator.Validate(config).Errors.Count > 0)
        {
            return Goal.Invalid;
        }

        Plan(config);
        return Goal.Planned;
    }

    // JSON may hold characters that YAML allows only as escapes, and upstream's writer does not escape them either. One of them ends
    // a line in YAML. A long key is none in YAML without a question mark.
    private static void ReadAsYaml(string json)
    {
        if (json.AsSpan().IndexOfAny(RawInJsonOnly) >= 0)
        {
            Refused(() => ConfigReader.Pipeline(json));
        }
        else if (json.Contains(NextLine, StringComparison.Ordinal) || HasLongKey(json))
        {
            Refusable(() => ConfigReader.Pipeline(json));
        }
        else
        {
            Same(json, ConfigJson.Text(ConfigReader.Pipeline(json)), "the JSON does not read back as YAML");
        }
    }

    private static bool HasLongKey(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueSpan.Length > LongestKeyInYaml)
            {
                return true;
            }
        }

        return false;
    }

    private static void Plan(PipelineConfig config)
    {
        var version = new ResourceVersion([new("ref", "x")]);
        foreach (var job in config.Jobs ?? [])
        {
            var context = new BuildPlanContext
            {
                Resources = config.Resources ?? [],
                Types = TypeCatalog.Of(config.ResourceTypes),
                Prototypes = config.Prototypes ?? [],
                Inputs = job.Inputs().DistinctBy(g => g.Name).ToDictionary(g => g.Name, _ => version),
            };
            try
            {
                var plan = PlanJson.Write(new BuildPlanner(new PlanIdFactory(0), context).Plan(job));
                Same(plan, PlanJson.Write(PlanJson.Parse(plan)), "the plan does not read back");
            }
            catch (PlanningException)
            {
                // It says what is missing.
            }
        }
    }

    private static void Unique(byte[] text)
    {
        try
        {
            YamlText.ParseUnique(text);
        }
        catch (YamlSyntaxException)
        {
            // Keys are defined twice.
        }
    }

    private static void Refusable(Action read)
    {
        try
        {
            read();
        }
        catch (ConfigFormatException)
        {
            // It is something else.
        }
    }

    private static void Refused(Action read)
    {
        try
        {
            read();
        }
        catch (ConfigFormatException)
        {
            return;
        }

        throw new InvalidOperationException("what is no YAML was read as a pipeline");
    }

    private static void Same(string expected, string actual, string otherwise)
    {
        if (expected != actual)
        {
            throw new InvalidOperationException($"{otherwise}:\n{expected}\n{actual}");
        }
    }
}
