namespace Concourse.Database.Resources;

/// <summary>A version of a resource as its users see it. <see cref="Version"/> and <see cref="Metadata"/> are JSON.</summary>
public sealed record ResourceVersionRow
{
    public required long Id { get; init; }

    public required string Version { get; init; }

    /// <summary>A list whose keys may be capitalised, or <c>null</c>.</summary>
    public string Metadata { get; init; } = "null";

    public bool Enabled { get; init; }

    /// <summary>Higher is newer.</summary>
    public int CheckOrder { get; init; }
}

/// <summary>A part of a resource's versions, newest first, and the nearest ones outside of it (null at the ends).</summary>
public sealed record ResourceVersionPage(IReadOnlyList<ResourceVersionRow> Versions, long? Newer, long? Older);
