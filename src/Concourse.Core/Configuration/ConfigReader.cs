using System.Text;
using System.Text.Json;
using Concourse.Core.Configuration.Decoding;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Json;
using Concourse.Core.Values;
using Concourse.Core.Yaml;

namespace Concourse.Core.Configuration;

/// <summary>
/// Reads configurations from text with upstream's strictness (pipeline-config.md §1.2). Everything here throws
/// <see cref="ConfigFormatException"/> with upstream's message when the text does not fit.
/// </summary>
public static class ConfigReader
{
    /// <summary>
    /// A pipeline as the server and the set_pipeline step read it, YAML or JSON: unknown top-level keys are dropped,
    /// unknown keys elsewhere refused.
    /// </summary>
    public static PipelineConfig Pipeline(string text) => Pipeline(Document(text));

    /// <inheritdoc cref="Pipeline(string)"/>
    public static PipelineConfig Pipeline(ReadOnlySpan<byte> text) => Pipeline(Document(text));

    /// <inheritdoc cref="Pipeline(string)"/>
    public static PipelineConfig Pipeline(Value document)
    {
        if (document is MapValue map)
        {
            document = new MapValue(map.Entries.Where(e => PipelineDecoder.Shape.IndexOf(e.Key) >= 0), map.Position);
        }

        return Pipeline(document, strict: true, document is MapValue ? "atc.Config" : "atc.skeletonConfig");
    }

    /// <summary>A pipeline as <c>fly</c> reads it before comparing: unknown keys are ignored.</summary>
    public static PipelineConfig LenientPipeline(string text) => Pipeline(Document(text), strict: false);

    /// <inheritdoc cref="LenientPipeline(string)"/>
    public static PipelineConfig LenientPipeline(ReadOnlySpan<byte> text) => LenientPipeline(Document(text));

    /// <inheritdoc cref="LenientPipeline(string)"/>
    public static PipelineConfig LenientPipeline(Value document) => Pipeline(document, strict: false);

    /// <summary>A pipeline as <c>fly validate-pipeline --strict</c> reads it: unknown keys are refused at the top level too.</summary>
    public static PipelineConfig StrictPipeline(string text) => Pipeline(Document(text), strict: true);

    /// <inheritdoc cref="StrictPipeline(string)"/>
    public static PipelineConfig StrictPipeline(Value document) => Pipeline(document, strict: true);

    /// <summary>A pipeline in the JSON form of the API.</summary>
    public static PipelineConfig PipelineJson(string json) => FromJson(json, PipelineDecoder.Pipeline);

    /// <summary>The var sources of a pipeline in the JSON form of the database; null when there are none.</summary>
    public static IReadOnlyList<VarSourceConfig>? VarSources(string json) => FromJson(
        json, (scope, value) => scope.List(value, DecodePath.Root, "[]atc.VarSourceConfig", (v, path) => PipelineDecoder.VarSource(scope, v, path)));

    /// <summary>A resource in the JSON form of the API and the database.</summary>
    public static ResourceConfig Resource(string json) =>
        FromJson(json, (scope, value) => PipelineDecoder.Resource(scope, value, DecodePath.Root));

    /// <summary>A resource type in the JSON form of the API and the database.</summary>
    public static ResourceTypeConfig ResourceType(string json) =>
        FromJson(json, (scope, value) => PipelineDecoder.ResourceType(scope, value, DecodePath.Root));

    /// <summary>
    /// A task file (pipeline-config.md §5): unknown top-level keys are refused, then the config is validated
    /// (<see cref="TaskValidation"/>).
    /// </summary>
    public static TaskConfig Task(string text) => Task(Document(text));

    /// <inheritdoc cref="Task(string)"/>
    public static TaskConfig Task(Value document)
    {
        var config = TaskDecoder.Decode(document, out var failure);
        if (failure is not null)
        {
            throw Unmarshal(failure);
        }

        if (config!.UnknownFields.Count > 0)
        {
            var unknown = config.UnknownFields;
            throw new ConfigFormatException(
                $"unknown fields: [{string.Join(' ', unknown.Select(f => f.Key))}]",
                unknown[0].KeyPosition,
                KeySuggestion.For(unknown[0].Key, TaskDecoder.Keys));
        }

        var errors = TaskValidation.Errors(config);
        if (errors.Count > 0)
        {
            throw new ConfigFormatException(TaskValidation.Message(errors), document.Position);
        }

        SidecarValidation.Checked(config.Sidecars ?? []);
        return config;
    }

    /// <summary>A sidecar file: a list of definitions, each validated (pipeline-config.md §6). Empty text gives none.</summary>
    public static IReadOnlyList<SidecarConfig> Sidecars(ReadOnlySpan<byte> text)
    {
        try
        {
            var scope = new DecodeScope(strict: true, coerce: true);
            var sidecars = scope.List(
                Document(text), DecodePath.Root, "[]atc.SidecarConfig", (v, path) => SidecarDecoder.Read(scope, v, path)) ?? [];
            if (scope.Failure is not null)
            {
                throw Unmarshal(scope.Failure);
            }

            return SidecarValidation.Checked(sidecars);
        }
        catch (ConfigFormatException e) when (!e.Message.StartsWith("invalid sidecar", StringComparison.Ordinal))
        {
            throw new ConfigFormatException($"parsing sidecar config: {e.Message}", e.Position, e.Hint);
        }
    }

    /// <summary>YAML or JSON text as an untyped value; of duplicate keys the last one counts.</summary>
    public static Value Document(string text)
    {
        try
        {
            return YamlText.Parse(text);
        }
        catch (YamlSyntaxException e)
        {
            throw NotConverted(e);
        }
    }

    /// <inheritdoc cref="Document(string)"/>
    public static Value Document(ReadOnlySpan<byte> text)
    {
        try
        {
            return YamlText.Parse(text);
        }
        catch (YamlSyntaxException e)
        {
            throw NotConverted(e);
        }
    }

    private static ConfigFormatException NotConverted(YamlSyntaxException e) => e.InJson
        ? Unmarshal(e.Message, e.Position)
        : new($"error converting YAML to JSON: {e.Message}", e.Position);

    private static PipelineConfig Pipeline(Value document, bool strict, string goType = "atc.Config")
    {
        var scope = new DecodeScope(strict, coerce: true);
        if (document is not (MapValue or NullValue))
        {
            scope.Mismatch(DecodePath.Root, document, goType);
        }

        var config = PipelineDecoder.Pipeline(scope, document);
        return scope.Failure is null ? config : throw Unmarshal(scope.Failure);
    }

    private static T FromJson<T>(string json, Func<DecodeScope, Value, T> read)
    {
        Value document;
        try
        {
            document = JsonText.Parse(Encoding.UTF8.GetBytes(json));
        }
        catch (JsonException e)
        {
            throw new ConfigFormatException(e.Message);
        }

        var scope = new DecodeScope(strict: false, coerce: false);
        var result = read(scope, document);
        return scope.Failure is { } failure ? throw new ConfigFormatException(failure.Message, failure.Position, failure.Hint) : result;
    }

    private static ConfigFormatException Unmarshal(DecodeFailure failure) => Unmarshal(failure.Message, failure.Position, failure.Hint);

    private static ConfigFormatException Unmarshal(string message, SourcePosition position, string hint = "") =>
        new($"error unmarshaling JSON: while decoding JSON: {message}", position, hint);
}
