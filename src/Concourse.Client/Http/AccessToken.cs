namespace Concourse.Client.Http;

/// <summary>What a client sends as <c>Authorization: TYPE VALUE</c>, exactly as stored.</summary>
public sealed record AccessToken(string Type, string Value)
{
    /// <summary>The value is a secret and never printed.</summary>
    public override string ToString() => $"{Type} …";
}
