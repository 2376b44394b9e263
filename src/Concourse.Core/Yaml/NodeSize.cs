namespace Concourse.Core.Yaml;

/// <summary>How large a node is when every alias in it is written out.</summary>
/// <param name="Nodes">Nodes in it, itself and aliases included.</param>
/// <param name="Characters">Characters of its texts.</param>
/// <param name="Depth">How many collections lie within each other in it, itself included.</param>
internal readonly record struct NodeSize(long Nodes, long Characters, int Depth = 0)
{
    /// <summary>Two nodes beside each other.</summary>
    public static NodeSize operator +(NodeSize a, NodeSize b) =>
        new(a.Nodes + b.Nodes, a.Characters + b.Characters, Math.Max(a.Depth, b.Depth));
}
