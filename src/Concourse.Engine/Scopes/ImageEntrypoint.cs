namespace Concourse.Engine.Scopes;

/// <summary>What an image runs by itself: <c>ENTRYPOINT</c> and <c>CMD</c>, or those fields of a rootfs's <c>metadata.json</c>.</summary>
public sealed record ImageEntrypoint(IReadOnlyList<string> Entrypoint, IReadOnlyList<string> Command)
{
    public static ImageEntrypoint None { get; } = new([], []);

    /// <summary>The executable and its arguments, or nothing when the image names none (engine chapter §7.2).</summary>
    public IReadOnlyList<string> CommandLine => [.. Entrypoint, .. Command];
}
