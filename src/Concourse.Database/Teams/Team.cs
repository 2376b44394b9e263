namespace Concourse.Database.Teams;

/// <summary>A team. <see cref="Auth"/> is JSON: role name → users and groups, each a list of texts.</summary>
public sealed record Team
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Its owners administrate the installation.</summary>
    public bool Admin { get; init; }

    public string Auth { get; init; } = "null";
}
