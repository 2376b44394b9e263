namespace Concourse.Auth.Tokens;

/// <summary>A client that may ask for tokens (auth.md §2).</summary>
public sealed record TokenClient(string Id, string Secret)
{
    /// <summary>The command line client, always known.</summary>
    public static TokenClient Fly { get; } = new("fly", "Zmx5");

    /// <summary>The secret is never printed.</summary>
    public override string ToString() => Id;
}
