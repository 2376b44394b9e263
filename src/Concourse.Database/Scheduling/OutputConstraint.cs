namespace Concourse.Database.Scheduling;

/// <summary>Restricts builds to those whose outputs contain, for every resource named, all the versions named.</summary>
/// <param name="Versions">Resource id to version digests.</param>
public sealed record OutputConstraint(IReadOnlyDictionary<int, IReadOnlyList<string>> Versions)
{
    public static OutputConstraint None { get; } = new(new Dictionary<int, IReadOnlyList<string>>());
}
