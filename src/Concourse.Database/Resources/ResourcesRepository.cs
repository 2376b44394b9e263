using Concourse.Core.Builds;
using Concourse.Database.Connections;
using Concourse.Database.Encryption;
using Concourse.Database.Jobs;
using Npgsql;

namespace Concourse.Database.Resources;

/// <summary>Resources, resource types and prototypes of pipelines.</summary>
public sealed class ResourcesRepository(NpgsqlDataSource database, ColumnCipher cipher)
{
    // The newest check is the one in the database with the highest id, the one that was held in memory, or the one
    // that last ran for the shared history.
    private const string Select =
        """
        SELECT r.id, r.name, r.type, r.pipeline_id, p.name AS pipeline_name, p.instance_vars::text AS pipeline_instance_vars,
               p.team_id, t.name AS team_name, r.config, r.nonce, r.resource_config_id, r.resource_config_scope_id AS scope_id,
               NULLIF(s.last_check_end_time, 'epoch') AS last_checked,
               pin.version::text AS pinned_version, COALESCE(pin.config, false) AS pinned_in_config, pin.comment_text AS pin_comment,
               c.id AS check_id, c.status::text AS check_status, c.start_time AS check_start_time, c.end_time AS check_end_time,
               c.plan::text AS check_plan
          FROM resources r
          JOIN pipelines p ON p.id = r.pipeline_id
          JOIN teams t ON t.id = p.team_id
          LEFT JOIN resource_config_scopes s ON s.id = r.resource_config_scope_id
          LEFT JOIN resource_pins pin ON pin.resource_id = r.id
          LEFT JOIN LATERAL (
              SELECT * FROM (
                  (SELECT b.id, b.status, b.start_time, b.end_time, b.public_plan AS plan
                     FROM builds b WHERE b.resource_id = r.id ORDER BY b.id DESC LIMIT 1)
                  UNION ALL
                  SELECT r.in_memory_build_id, r.in_memory_build_status, r.in_memory_build_start_time,
                         CASE WHEN r.in_memory_build_status <> 'started' THEN s.last_check_end_time END,
                         r.in_memory_build_plan
                   WHERE r.in_memory_build_id IS NOT NULL
                  UNION ALL
                  SELECT s.last_check_build_id,
                         CASE WHEN s.last_check_end_time < s.last_check_start_time THEN 'started'
                              WHEN s.last_check_succeeded THEN 'succeeded' ELSE 'failed' END::build_status,
                         s.last_check_start_time,
                         CASE WHEN s.last_check_end_time >= s.last_check_start_time THEN s.last_check_end_time END,
                         s.last_check_build_plan
                   WHERE s.last_check_build_id IS NOT NULL) AS checks
               ORDER BY id DESC LIMIT 1) AS c ON true
        """;

    public Task<Resource?> FindAsync(int id, CancellationToken ct) => SingleAsync("r.id = @id", new { id }, ct);

    /// <summary>Finds a configured resource.</summary>
    public Task<Resource?> FindAsync(int pipelineId, string name, CancellationToken ct) =>
        SingleAsync("r.pipeline_id = @pipelineId AND r.name = @name AND r.active", new { pipelineId, name }, ct);

    /// <summary>The configured resources of a pipeline by name.</summary>
    public Task<IReadOnlyList<Resource>> ListForPipelineAsync(int pipelineId, CancellationToken ct) =>
        ListAsync("r.active AND r.pipeline_id = @pipelineId ORDER BY r.name", new { pipelineId }, ct);

    /// <summary>The configured resources of all pipelines by id.</summary>
    public Task<IReadOnlyList<Resource>> ListAllAsync(CancellationToken ct) => ListAsync("r.active ORDER BY r.id", new { }, ct);

    /// <summary>The configured resources of some teams' pipelines and of everybody's public ones, by id.</summary>
    public Task<IReadOnlyList<Resource>> ListVisibleAsync(IReadOnlyCollection<string> teamNames, CancellationToken ct) =>
        ListAsync("r.active AND (t.name = ANY (@teams) OR p.public) ORDER BY r.id", new { teams = teamNames.ToArray() }, ct);

    /// <summary>The configured resource types of a pipeline by name.</summary>
    public Task<IReadOnlyList<PipelineType>> ListTypesAsync(int pipelineId, CancellationToken ct) => ListTypesAsync("resource_types", pipelineId, ct);

    /// <summary>The configured prototypes of a pipeline by name.</summary>
    public Task<IReadOnlyList<PipelineType>> ListPrototypesAsync(int pipelineId, CancellationToken ct) => ListTypesAsync("prototypes", pipelineId, ct);

    private async Task<Resource?> SingleAsync(string condition, object values, CancellationToken ct) =>
        (await ListAsync(condition, values, ct)).SingleOrDefault();

    private async Task<IReadOnlyList<Resource>> ListAsync(string condition, object values, CancellationToken ct) =>
        (await database.RowsAsync<ResourceRow>($"{Select} WHERE {condition}", values, ct)).ConvertAll(ToResource);

    private async Task<IReadOnlyList<PipelineType>> ListTypesAsync(string table, int pipelineId, CancellationToken ct) =>
        (await database.RowsAsync<TypeRow>(
            $"SELECT id, name, type, config, nonce, resource_config_id FROM {table} WHERE pipeline_id = @pipelineId AND active ORDER BY name",
            new { pipelineId },
            ct)).ConvertAll(row => new PipelineType
            {
                Id = row.Id,
                Name = row.Name,
                Type = row.Type,
                Config = Plain(row.Config, row.Nonce),
                ResourceConfigId = row.ResourceConfigId,
            });

    private string Plain(string? config, string? nonce) => config is null ? "" : cipher.Decrypt(new StoredText(config, nonce));

    private Resource ToResource(ResourceRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Type = row.Type,
        PipelineId = row.PipelineId,
        PipelineName = row.PipelineName,
        PipelineInstanceVars = row.PipelineInstanceVars,
        TeamId = row.TeamId,
        TeamName = row.TeamName,
        Config = Plain(row.Config, row.Nonce),
        ResourceConfigId = row.ResourceConfigId,
        ScopeId = row.ScopeId,
        LastChecked = row.LastChecked,
        PinnedVersion = row.PinnedVersion,
        PinnedInConfig = row.PinnedInConfig,
        PinComment = row.PinComment,
        LastCheck = row.CheckId is { } id ? new BuildBrief(id, "check", row.CheckStatus, row.CheckStartTime, row.CheckEndTime, row.CheckPlan) : null,
    };

    private sealed record ResourceRow
    {
        public int Id { get; init; }

        public required string Name { get; init; }

        public required string Type { get; init; }

        public int PipelineId { get; init; }

        public required string PipelineName { get; init; }

        public string? PipelineInstanceVars { get; init; }

        public int TeamId { get; init; }

        public required string TeamName { get; init; }

        public string? Config { get; init; }

        public string? Nonce { get; init; }

        public int? ResourceConfigId { get; init; }

        public long? ScopeId { get; init; }

        public DateTime? LastChecked { get; init; }

        public string? PinnedVersion { get; init; }

        public bool PinnedInConfig { get; init; }

        public string? PinComment { get; init; }

        public long? CheckId { get; init; }

        public BuildStatus CheckStatus { get; init; }

        public DateTime? CheckStartTime { get; init; }

        public DateTime? CheckEndTime { get; init; }

        public string? CheckPlan { get; init; }
    }

    private sealed record TypeRow
    {
        public int Id { get; init; }

        public required string Name { get; init; }

        public required string Type { get; init; }

        public string? Config { get; init; }

        public string? Nonce { get; init; }

        public int? ResourceConfigId { get; init; }
    }
}
