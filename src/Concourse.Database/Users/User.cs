namespace Concourse.Database.Users;

/// <summary>Somebody who has logged in. <see cref="LastLogin"/> is UTC.</summary>
public sealed record User
{
    public required int Id { get; init; }

    /// <summary>Identity that the login server gave: unique.</summary>
    public required string Sub { get; init; }

    public required string Username { get; init; }

    public required string Connector { get; init; }

    public required DateTime LastLogin { get; init; }
}
