using System.Text.Json.Serialization;

namespace Concourse.Client.Wire;

/// <summary>A team and who has which role on it.</summary>
public sealed record Team
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Id { get; init; }

    public string? Name { get; init; }

    /// <summary>By role name.</summary>
    public IReadOnlyDictionary<string, RoleMembers>? Auth { get; init; }
}

/// <summary>Holders of a role: <c>connector:user</c> and <c>connector:group</c>.</summary>
public sealed record RoleMembers(IReadOnlyList<string>? Users, IReadOnlyList<string>? Groups);
