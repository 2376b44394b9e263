namespace Concourse.Core.Yaml;

/// <summary>
/// Decides when aliases repeat too much: small documents may consist of repetitions almost entirely, large ones
/// only to a tenth. These bounds are those of upstream's YAML library. It does not mind how long the repeated texts are; we do,
/// since whatever we hold once is written out as often as it is named.
/// </summary>
internal sealed class AliasBudget
{
    private const double LowCount = 400_000;
    private const double HighCount = 4_000_000;
    private const long MaxCharacters = 64 << 20;
    private long nodes = 1;
    private NodeSize repeated;

    /// <summary>One node was read.</summary>
    public void Count() => nodes++;

    /// <summary>Whether an alias may repeat a node of this size.</summary>
    public bool Repeat(NodeSize size)
    {
        nodes += size.Nodes;
        repeated += size;
        return repeated.Characters <= MaxCharacters
            && (repeated.Nodes <= 100 || nodes <= 1000 || (double)repeated.Nodes / nodes <= Allowed());
    }

    private double Allowed() => nodes switch
    {
        <= (long)LowCount => 0.99,
        >= (long)HighCount => 0.10,
        _ => 0.99 - (0.89 * ((nodes - LowCount) / (HighCount - LowCount))),
    };
}
