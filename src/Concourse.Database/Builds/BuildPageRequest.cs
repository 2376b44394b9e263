namespace Concourse.Database.Builds;

/// <summary>
/// Which part of a list of builds. Bounds are inclusive ids, or with <see cref="Timestamps"/> Unix seconds of the
/// start time. Source: REST chapter §4.
/// </summary>
public sealed record BuildPageRequest
{
    public const int DefaultLimit = 100;

    public long? From { get; init; }

    public long? To { get; init; }

    public int Limit { get; init; } = DefaultLimit;

    public bool Timestamps { get; init; }
}

/// <summary>
/// A part of a list of builds. <paramref name="Newer"/> and <paramref name="Older"/> are the nearest builds outside of
/// it, null at the ends: the <c>from</c> and <c>to</c> of the neighbouring pages.
/// </summary>
public sealed record BuildPage(IReadOnlyList<Build> Builds, long? Newer, long? Older);

/// <summary>Both bounds were given the wrong way round.</summary>
public sealed class InvalidRangeException() : Exception("invalid range boundaries");
