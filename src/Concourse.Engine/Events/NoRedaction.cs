namespace Concourse.Engine.Events;

/// <summary>Log text stays as it is (<c>--disable-redact-secrets</c>).</summary>
public sealed class NoRedaction : IRedactor
{
    public bool NeedsWholeLines => false;

    public string Redact(string text) => text;
}
