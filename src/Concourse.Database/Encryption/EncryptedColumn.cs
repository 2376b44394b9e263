namespace Concourse.Database.Encryption;

/// <summary>A column that is encrypted at rest; <paramref name="Key"/> is an expression that identifies the row.</summary>
internal sealed record EncryptedColumn(string Table, string Column, string Key)
{
    /// <summary>All of them: database chapter §3.1, and our journal.</summary>
    public static IReadOnlyList<EncryptedColumn> All { get; } =
    [
        new("teams", "legacy_auth", "id"),
        new("resources", "config", "id"),
        new("jobs", "config", "id"),
        new("resource_types", "config", "id"),
        new("prototypes", "config", "id"),
        new("builds", "private_plan", "id"),
        new("cert_cache", "cert", "domain"),
        new("pipelines", "var_sources", "id"),
        new("jetbridge.step_outcomes", "outcome", "build_id || '/' || plan_id"),
    ];
}
