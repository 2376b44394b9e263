using Concourse.Core.Values;

namespace Concourse.Core.Yaml;

/// <summary>
/// Collects what is wrong with the meaning of a document. Upstream decodes the YAML first, then makes the keys texts, then
/// writes JSON; the first mistake of the earliest of these counts.
/// </summary>
internal sealed class MeaningFaults
{
    private YamlSyntaxException? decoding;
    private YamlSyntaxException? converting;
    private YamlSyntaxException? writing;

    public bool HasDecoding => decoding is not null;

    public void Decoding(string message, SourcePosition position) => decoding ??= new(message, position);

    /// <summary>Of one key the last value counts, as ever.</summary>
    public void Converting(string message, SourcePosition position) => converting = new(message, position);

    public void Writing(string message, SourcePosition position) => writing ??= new(message, position);

    /// <exception cref="YamlSyntaxException">Something was wrong.</exception>
    public void ThrowFirst(YamlDialect dialect)
    {
        // Who only looks for duplicates does not go on to JSON.
        if ((dialect == YamlDialect.Three ? decoding : decoding ?? converting ?? writing) is { } first)
        {
            throw first;
        }
    }
}
