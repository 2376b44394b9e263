using Concourse.Core.Values;

namespace Concourse.Core.Yaml;

/// <summary>
/// Decides when aliases repeat too much: small documents may consist of repetitions almost entirely, large ones
/// only to a tenth. The bounds are those of upstream's YAML library.
/// </summary>
internal sealed class AliasBudget
{
    private const double LowCount = 400_000;
    private const double HighCount = 4_000_000;
    private long nodes;
    private long repeated;

    /// <summary>One node was read.</summary>
    public void Count() => nodes++;

    /// <summary>An alias repeats a node of so many nodes.</summary>
    /// <exception cref="YamlSyntaxException">Too much of the document is repetition.</exception>
    public void Repeat(long size, SourcePosition position)
    {
        nodes += size;
        repeated += size;
        if (repeated > 100 && nodes > 1000 && (double)repeated / nodes > Allowed())
        {
            throw new YamlSyntaxException("yaml: document contains excessive aliasing", position);
        }
    }

    private double Allowed() => nodes switch
    {
        <= (long)LowCount => 0.99,
        >= (long)HighCount => 0.10,
        _ => 0.99 - (0.89 * ((nodes - LowCount) / (HighCount - LowCount))),
    };
}
