namespace Concourse.Core.Json;

/// <summary>A JSON value kept as its text, for payloads that are passed on untouched.</summary>
public readonly record struct RawJson(string Text)
{
    public override string ToString() => Text;
}
