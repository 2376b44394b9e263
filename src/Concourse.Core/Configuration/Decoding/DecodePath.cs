using Concourse.Core.Values;

namespace Concourse.Core.Configuration.Decoding;

/// <summary>
/// The way from the root of a document to a value. Of several mistakes upstream reports the first one in the document's
/// order, which is the order of these paths, because its documents have sorted keys.
/// </summary>
internal sealed class DecodePath
{
    private readonly DecodePath? parent;
    private readonly string? key;
    private readonly int index;
    private readonly bool isField;

    private DecodePath(DecodePath? parent, string? key, int index, bool isField, string structName)
    {
        this.parent = parent;
        this.key = key;
        this.index = index;
        this.isField = isField;
        Struct = structName;
    }

    public static DecodePath Root { get; } = new(null, null, 0, false, "");

    /// <summary>The innermost struct whose field this path goes through; empty outside any.</summary>
    public string Struct { get; }

    /// <summary>Names of all struct fields on the way, joined by dots.</summary>
    public string Fields => string.Join('.', Steps().Where(p => p.isField).Select(p => p.key));

    public DecodePath Field(string structName, string name) => new(this, name, 0, true, structName);

    public DecodePath Key(string name) => new(this, name, 0, false, Struct);

    public DecodePath Item(int position) => new(this, null, position, false, Struct);

    public bool IsBefore(DecodePath other)
    {
        foreach (var (mine, theirs) in Steps().Zip(other.Steps()))
        {
            var order = mine.key is null || theirs.key is null
                ? mine.index - theirs.index
                : Utf8Order.Instance.Compare(mine.key, theirs.key);
            if (order != 0)
            {
                return order < 0;
            }
        }

        return Steps().Count < other.Steps().Count;
    }

    private List<DecodePath> Steps()
    {
        var steps = new List<DecodePath>();
        for (var path = this; path.parent is not null; path = path.parent)
        {
            steps.Add(path);
        }

        steps.Reverse();
        return steps;
    }
}
