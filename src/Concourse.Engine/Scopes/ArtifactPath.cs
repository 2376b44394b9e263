namespace Concourse.Engine.Scopes;

/// <summary>A file of an artifact as steps name it: <c>artifact/path/in/it</c>.</summary>
internal sealed record ArtifactPath(string Artifact, string File)
{
    /// <summary>Null: the text names no artifact.</summary>
    public static ArtifactPath? Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? null : new ArtifactPath(text[..slash], text[(slash + 1)..]);
    }
}
