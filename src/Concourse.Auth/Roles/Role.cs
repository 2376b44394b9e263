namespace Concourse.Auth.Roles;

/// <summary>What somebody may do on a team; a higher one includes every lower one (auth.md §11).</summary>
public enum Role
{
    Viewer,
    PipelineOperator,
    Member,
    Owner,
}

/// <summary>Wire names of <see cref="Role"/>.</summary>
public static class RoleNames
{
    public static string Name(this Role role) => role switch
    {
        Role.Viewer => "viewer",
        Role.PipelineOperator => "pipeline-operator",
        Role.Member => "member",
        Role.Owner => "owner",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "no such role"),
    };

    /// <summary>Null for a name that is no role: such entries of a team grant nothing.</summary>
    public static Role? Parse(string name) => name switch
    {
        "viewer" => Role.Viewer,
        "pipeline-operator" => Role.PipelineOperator,
        "member" => Role.Member,
        "owner" => Role.Owner,
        _ => null,
    };
}
