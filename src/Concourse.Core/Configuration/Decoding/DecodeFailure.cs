using Concourse.Core.Values;

namespace Concourse.Core.Configuration.Decoding;

/// <summary>
/// Why a value could not be read: either a finished text or a type mismatch, whose message names the way from the
/// outermost struct and therefore grows while it travels outwards.
/// </summary>
internal sealed record DecodeFailure
{
    private string text = "";
    private DecodeFailure? wrapped;
    private string found = "";
    private string goType = "";
    private string structName = "";
    private string fieldPath = "";

    private DecodeFailure()
    {
    }

    public SourcePosition Position { get; private init; }

    /// <summary>Our own addition: what the author may have meant; empty if nothing is near.</summary>
    public string Hint { get; private init; } = "";

    public string Message => wrapped is not null ? string.Concat(Layers().Select(f => f.wrapped is null ? f.Message : f.text))
        : text.Length > 0 ? text
        : structName.Length > 0 ? $"json: cannot unmarshal {found} into Go struct field {structName}.{fieldPath} of type {goType}"
        : $"json: cannot unmarshal {found} into Go value of type {goType}";

    public static DecodeFailure Of(string text, SourcePosition position, string hint = "") =>
        new() { text = text, Position = position, Hint = hint };

    public static DecodeFailure Mismatch(string found, string goType, DecodePath path, SourcePosition position) =>
        new DecodeFailure { found = found, goType = goType, Position = position }.Within(path);

    /// <summary>The same failure with a text around its message.</summary>
    public DecodeFailure Wrapped(string prefix) => new() { text = prefix, wrapped = this, Position = Position, Hint = Hint };

    /// <summary>The failure of an inner document, seen from the struct field that holds it.</summary>
    public DecodeFailure Within(DecodePath path) => text.Length > 0 || path.Struct.Length == 0
        ? this
        : this with { structName = path.Struct, fieldPath = fieldPath.Length == 0 ? path.Fields : $"{path.Fields}.{fieldPath}" };

    // From outside in. A step in a step in a step has thousands, whose texts are put together only once.
    private IEnumerable<DecodeFailure> Layers()
    {
        for (var failure = this; failure is not null; failure = failure.wrapped)
        {
            yield return failure;
        }
    }
}
