using Dapper;
using Npgsql;

namespace Concourse.Database.Tests.Scheduling;

/// <summary>Puts the rows of a small pipeline into a database: jobs, resources with versions, builds.</summary>
internal sealed class SchedulingRows(NpgsqlDataSource database)
{
    private int pipelineId;

    public int TeamId { get; private set; }

    public async Task<SchedulingRows> CreatePipelineAsync()
    {
        TeamId = await ScalarAsync<int>("INSERT INTO teams (name, auth) VALUES ('main', 'null') RETURNING id");
        pipelineId = await ScalarAsync<int>(
            "INSERT INTO pipelines (name, team_id, secondary_ordering) VALUES ('p', @TeamId, 1) RETURNING id", new { TeamId });
        return this;
    }

    public Task<int> JobAsync(string name, int maxInFlight = 0, params string[] serialGroups) => ScalarAsync<int>(
        """
        WITH job AS (
          INSERT INTO jobs (name, pipeline_id, active, max_in_flight, inputs_determined, schedule_requested)
          VALUES (@name, @pipelineId, true, @maxInFlight, true, now()) RETURNING id),
        groups AS (INSERT INTO jobs_serial_groups (job_id, serial_group) SELECT id, unnest(@serialGroups) FROM job)
        SELECT id FROM job
        """,
        new { name, pipelineId, maxInFlight, serialGroups });

    /// <summary>A resource with versions <c>{"v":"&lt;n&gt;"}</c>, oldest first, whose digests are the texts given.</summary>
    public async Task<int> ResourceAsync(string name, params string[] versions)
    {
        var id = await ScalarAsync<int>(
            """
            WITH type AS (INSERT INTO base_resource_types (name) VALUES (@name) RETURNING id),
            config AS (INSERT INTO resource_configs (source_hash, base_resource_type_id) SELECT @name, id FROM type RETURNING id),
            scope AS (INSERT INTO resource_config_scopes (resource_config_id) SELECT id FROM config RETURNING id)
            INSERT INTO resources (name, pipeline_id, active, type, resource_config_id, resource_config_scope_id)
            SELECT @name, @pipelineId, true, 'git', config.id, scope.id FROM config, scope RETURNING id
            """,
            new { name, pipelineId });
        for (var i = 0; i < versions.Length; i++)
        {
            await ExecuteAsync(
                """
                INSERT INTO resource_config_versions (resource_config_scope_id, version, version_sha256, check_order)
                SELECT resource_config_scope_id, jsonb_build_object('v', @version), @version, @order FROM resources WHERE id = @id
                """,
                new { id, version = versions[i], order = i + 1 });
        }

        return id;
    }

    public Task InputAsync(int jobId, string name, int resourceId, int? passed = null, bool trigger = false, string? version = null) =>
        ExecuteAsync(
            """
            INSERT INTO job_inputs (name, job_id, resource_id, passed_job_id, trigger, version)
            VALUES (@name, @jobId, @resourceId, @passed, @trigger, @version)
            """,
            new { jobId, name, resourceId, passed, trigger, version });

    public async Task<long> SuccessfulBuildAsync(int jobId, string outputs, long? rerunOf = null)
    {
        var id = await BuildAsync(jobId, "succeeded", rerunOf);
        await ExecuteAsync(
            "INSERT INTO successful_build_outputs (build_id, job_id, outputs, rerun_of) VALUES (@id, @jobId, CAST(@outputs AS jsonb), @rerunOf)",
            new { id, jobId, outputs, rerunOf });
        return id;
    }

    public Task<long> BuildAsync(int jobId, string status, long? rerunOf = null, bool manual = false) => ScalarAsync<long>(
        """
        INSERT INTO builds (name, job_id, pipeline_id, team_id, status, completed, rerun_of, manually_triggered, scheduled)
        VALUES (gen_random_uuid()::text, @jobId, @pipelineId, @TeamId, CAST(@status AS build_status),
                @status NOT IN ('pending', 'started'), @rerunOf, @manual, @status = 'started')
        RETURNING id
        """,
        new { jobId, pipelineId, TeamId, status, rerunOf, manual });

    /// <summary>A check that nobody asked for.</summary>
    public Task<long> CheckAsync(int resourceId, string status, string endedAgo = "0") => ScalarAsync<long>(
        """
        INSERT INTO builds (name, resource_id, pipeline_id, team_id, status, completed, end_time)
        VALUES ('check', @resourceId, @pipelineId, @TeamId, CAST(@status AS build_status),
                @status NOT IN ('pending', 'started'), CASE WHEN @status <> 'started' THEN now() - CAST(@endedAgo AS interval) END)
        RETURNING id
        """,
        new { resourceId, pipelineId, TeamId, status, endedAgo });

    public Task UsedAsync(long buildId, string input, int resourceId, string version, params long[] pipes) => ExecuteAsync(
        """
        INSERT INTO build_resource_config_version_inputs (build_id, resource_id, version_digest, name)
        VALUES (@buildId, @resourceId, @version, @input);
        INSERT INTO build_pipes (from_build_id, to_build_id) SELECT unnest(@pipes), @buildId;
        """,
        new { buildId, input, resourceId, version, pipes });

    public Task DisableAsync(int resourceId, string version) => ExecuteAsync(
        "INSERT INTO resource_disabled_versions (resource_id, version_digest) VALUES (@resourceId, @version)",
        new { resourceId, version });

    public Task PinAsync(int resourceId, string version) => ExecuteAsync(
        "INSERT INTO resource_pins (resource_id, version, comment_text) VALUES (@resourceId, CAST(@version AS jsonb), '')",
        new { resourceId, version });

    public async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, parameters);
    }

    public async Task<T> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await database.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql, parameters))!;
    }
}
