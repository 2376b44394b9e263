using Concourse.Core.Values;

namespace Concourse.Core.Yaml;

/// <summary>
/// Collects what is wrong with the meaning of a document. Upstream decodes the YAML first, then makes the keys texts, then
/// writes JSON; the first mistake of the earliest of these counts.
/// </summary>
internal sealed class MeaningFaults
{
    private YamlSyntaxException? decoding;
    private (string Key, Value Value, SourcePosition Position)? converting;
    private YamlSyntaxException? writing;
    private YamlSyntaxException? reading;

    public bool HasDecoding => decoding is not null;

    public void Decoding(string message, SourcePosition position) => decoding ??= new(message, position);

    /// <summary>A key is no text and cannot be made one. Of one key the last value counts, as ever.</summary>
    /// <param name="key">Its type and value in upstream's words.</param>
    /// <param name="value">What stands under it.</param>
    /// <param name="position">Where it stands.</param>
    public void Converting(string key, Value value, SourcePosition position) => converting = (key, value, position);

    public void Writing(string message, SourcePosition position) => writing ??= new(message, position);

    /// <summary>Upstream would write it as JSON, and then refuse to read that.</summary>
    public void TooDeep(SourcePosition position) => reading ??= new("exceeded max depth", position) { InJson = true };

    /// <exception cref="YamlSyntaxException">Something was wrong.</exception>
    public void ThrowFirst(YamlDialect dialect)
    {
        // Who only looks for duplicates does not go on to JSON.
        if ((dialect == YamlDialect.Three ? decoding : decoding ?? Conversion() ?? writing) is { } first)
        {
            throw first;
        }

        // Nobody can do anything with such a document.
        if (reading is not null)
        {
            throw reading;
        }
    }

    // The text is made once, since the value may be large and hold more such keys.
    private YamlSyntaxException? Conversion() => converting is not var (key, value, position) ? null
        : new($"unsupported map key of type: {key}, value: {(value is NullValue ? "<nil>" : GoFormat.Syntax(value))}", position);
}
