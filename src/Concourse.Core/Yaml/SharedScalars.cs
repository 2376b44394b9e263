using Concourse.Core.Values;
using Concourse.Core.Yaml.Parsing;
using Concourse.Core.Yaml.Scanning;

namespace Concourse.Core.Yaml;

/// <summary>
/// In a document of very many nodes equal plain scalars share one value, which then knows no place: ten megabytes of
/// <c>[a,a,…</c> would need two hundred otherwise. Whoever wrote so much by hand does not exist.
/// </summary>
internal sealed class SharedScalars(MeaningFaults faults)
{
    private const int Many = 200_000;
    private const int LongestShared = 24;
    private const int Slots = 1 << 14;
    private static readonly YamlMark Nowhere = new(0, -1, -1);
    private (string Text, Value Value)[] slots = [];
    private int seen;

    /// <summary>The value of a scalar that is no key, and whether it was there before.</summary>
    public (Value Value, bool Shared) Get(in YamlEvent scalar)
    {
        if (++seen <= Many || scalar.Text.Length > LongestShared || scalar.Style != YamlScalarStyle.Plain || scalar.Tag.Length > 0)
        {
            return (YamlScalars.Resolve(scalar, faults), false);
        }

        if (slots.Length == 0)
        {
            slots = new (string, Value)[Slots];
        }

        ref var slot = ref slots[TextPool.Hash(scalar.Text) & (Slots - 1)];
        if (slot.Text == scalar.Text)
        {
            return (slot.Value, true);
        }

        slot = (scalar.Text, YamlScalars.Resolve(scalar with { Mark = Nowhere }, faults));
        return (slot.Value, false);
    }
}
