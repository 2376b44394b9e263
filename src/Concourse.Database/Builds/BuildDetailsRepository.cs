using Concourse.Core.Builds;
using Concourse.Database.Connections;
using Npgsql;

namespace Concourse.Database.Builds;

/// <summary>What a build's page shows beside its events: versions, preparation, comment.</summary>
public sealed class BuildDetailsRepository(NpgsqlDataSource database)
{
    private const string CheckingReason = "checking for latest available versions";
    private const string NotIncludedReason = "input is not included in resolved candidates";

    public async Task<BuildResources> ReadResourcesAsync(long buildId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var inputs = await connection.RowsAsync<(string Name, string Version, int PipelineId, bool FirstOccurrence)>(
            """
            SELECT DISTINCT i.name, v.version::text, r.pipeline_id, COALESCE(i.first_occurrence, false)
              FROM build_resource_config_version_inputs i
              JOIN resources r ON r.id = i.resource_id
              JOIN resource_config_versions v ON v.resource_config_scope_id = r.resource_config_scope_id
               AND i.version_digest IN (v.version_md5, v.version_sha256)
             WHERE i.build_id = @buildId
               AND NOT EXISTS (SELECT FROM build_resource_config_version_outputs o
                                WHERE o.build_id = i.build_id AND o.resource_id = i.resource_id
                                  AND o.version_digest IN (v.version_md5, v.version_sha256))
             ORDER BY i.name
            """,
            new { buildId },
            ct);
        var outputs = await connection.RowsAsync<(string Name, string Version)>(
            """
            SELECT DISTINCT o.name, v.version::text
              FROM build_resource_config_version_outputs o
              JOIN resources r ON r.id = o.resource_id
              JOIN resource_config_versions v ON v.resource_config_scope_id = r.resource_config_scope_id
               AND o.version_digest IN (v.version_md5, v.version_sha256)
             WHERE o.build_id = @buildId
             ORDER BY o.name
            """,
            new { buildId },
            ct);
        return new BuildResources(
            inputs.ConvertAll(row => new BuildInputVersion(row.Name, row.Version, row.PipelineId, row.FirstOccurrence)),
            outputs.ConvertAll(row => new BuildOutputVersion(row.Name, row.Version)));
    }

    /// <summary>Why the build waits; null if its job is gone.</summary>
    public async Task<BuildPreparation?> ReadPreparationAsync(Build build, CancellationToken ct)
    {
        if (build.JobId is null || build.Status != BuildStatus.Pending)
        {
            return new BuildPreparation();
        }

        await using var connection = await database.OpenConnectionAsync(ct);
        var waits = await connection.RowAsync<WaitRow>(
            """
            SELECT COALESCE(p.paused, false) AS pipeline_paused, COALESCE(j.paused, false) AS job_paused, j.max_in_flight_reached
              FROM jobs j JOIN pipelines p ON p.id = j.pipeline_id WHERE j.id = @JobId
            """,
            new { build.JobId },
            ct);
        if (waits is null)
        {
            return null;
        }

        var inputs = await connection.RowsAsync<InputRow>(
            """
            SELECT DISTINCT i.name, n.input_name IS NOT NULL AS chosen, n.resolve_error, s.last_check_end_time < @CreateTime AS unchecked
              FROM job_inputs i
              JOIN resources r ON r.id = i.resource_id
              LEFT JOIN resource_config_scopes s ON s.id = r.resource_config_scope_id
              LEFT JOIN next_build_inputs n ON n.job_id = i.job_id AND n.input_name = i.name
             WHERE i.job_id = @JobId
             ORDER BY i.name
            """,
            new { build.JobId, build.CreateTime },
            ct);
        var anyError = inputs.Exists(input => input.ResolveError is not null);
        var blocking = new Dictionary<string, bool>(StringComparer.Ordinal);
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var input in inputs)
        {
            if (!input.Chosen && anyError)
            {
                continue;
            }

            var reason = input.ResolveError
                ?? (!input.Chosen ? NotIncludedReason
                    : build.ManuallyTriggered && input.Unchecked == true ? CheckingReason
                    : null);
            blocking[input.Name] = reason is not null;
            if (reason is not null)
            {
                reasons[input.Name] = reason;
            }
        }

        return new BuildPreparation
        {
            PausedPipeline = waits.PipelinePaused,
            PausedJob = waits.JobPaused,
            MaxRunningBuilds = waits.MaxInFlightReached,
            Inputs = blocking,
            MissingInputReasons = reasons,
        };
    }

    /// <summary>Sets the comment that everybody sees with the build.</summary>
    public Task SetCommentAsync(long buildId, string comment, CancellationToken ct) => database.RunAsync(
        "INSERT INTO build_comments (build_id, comment) VALUES (@buildId, @comment) ON CONFLICT (build_id) DO UPDATE SET comment = EXCLUDED.comment",
        new { buildId, comment },
        ct);

    private sealed record WaitRow
    {
        public bool PipelinePaused { get; init; }

        public bool JobPaused { get; init; }

        public bool MaxInFlightReached { get; init; }
    }

    private sealed record InputRow
    {
        public required string Name { get; init; }

        public bool Chosen { get; init; }

        public string? ResolveError { get; init; }

        public bool? Unchecked { get; init; }
    }
}
