using Concourse.Core.Variables;

namespace Concourse.Engine.Events;

/// <summary>Takes the secrets that a build has used out of its logs (engine chapter §3.2).</summary>
public sealed class SecretRedactor(SecretTracker secrets) : IRedactor
{
    public bool NeedsWholeLines => true;

    public string Redact(string text) => secrets.Redact(text);
}
