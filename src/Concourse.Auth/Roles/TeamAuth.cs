using System.Text.Json;
using System.Text.Json.Serialization;

namespace Concourse.Auth.Roles;

/// <summary>
/// Who holds which role on a team, by role name: the JSON of <c>teams.auth</c> (auth.md §10). Role names are not checked;
/// unknown ones grant nothing.
/// </summary>
public sealed record TeamAuth(IReadOnlyDictionary<string, RoleHolders> Roles)
{
    public static TeamAuth None { get; } = new(new Dictionary<string, RoleHolders>());

    /// <summary>One role <c>owner</c> for these <c>connector:name</c> users and groups.</summary>
    public static TeamAuth OwnedBy(IReadOnlyList<string> users, IReadOnlyList<string> groups) =>
        new(new Dictionary<string, RoleHolders> { [Role.Owner.Name()] = new(users, groups) });

    /// <summary>Reads <c>teams.auth</c>; null and JSON null are a team without roles.</summary>
    public static TeamAuth Parse(string? json) => string.IsNullOrEmpty(json)
        ? None
        : JsonSerializer.Deserialize(json, TeamAuthJson.Default.DictionaryStringRoleHolders) is { } roles ? new TeamAuth(roles) : None;

    public string ToJson() => JsonSerializer.Serialize(
        Roles.ToDictionary(r => r.Key, r => r.Value), TeamAuthJson.Default.DictionaryStringRoleHolders);

    /// <summary>Upstream's complaint about a config that would lock everybody out or let everybody in; null when there is none.</summary>
    public string? Problem() => Roles.Count == 0
        ? "auth config for the team must not be empty"
        : Roles.Values.Any(r => r.Users is not { Count: > 0 } && r.Groups is not { Count: > 0 })
            ? "auth config for the team does not have users and groups configured"
            : null;
}

/// <summary>Holders of a role: <c>connector:user</c> and <c>connector:group</c>; either list may be null in old rows.</summary>
public sealed record RoleHolders(
    [property: JsonPropertyName("users")] IReadOnlyList<string>? Users,
    [property: JsonPropertyName("groups")] IReadOnlyList<string>? Groups);

[JsonSerializable(typeof(Dictionary<string, RoleHolders>))]
internal sealed partial class TeamAuthJson : JsonSerializerContext;
