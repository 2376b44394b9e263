using Concourse.Core.Builds;
using Concourse.Database.Connections;
using Concourse.Database.Encryption;
using Concourse.Database.Notifications;
using Npgsql;

namespace Concourse.Database.Jobs;

/// <summary>Jobs: lists, configuration, pausing. What scheduling needs of them is in the room Scheduling.</summary>
public sealed class JobsRepository(NpgsqlDataSource database, ColumnCipher cipher)
{
    private const string Columns =
        """
        j.id, j.name, j.pipeline_id, p.name AS pipeline_name, p.instance_vars::text AS pipeline_instance_vars, p.team_id, t.name AS team_name,
        j.active, COALESCE(j.paused, false) AS paused, j.paused_by, j.paused_at, j.public, p.public AS pipeline_public,
        COALESCE(p.paused, false) AS pipeline_paused, COALESCE(j.has_new_inputs, false) AS has_new_inputs, j.disable_manual_trigger,
        j.disable_reruns, j.max_in_flight, j.first_logged_build_id, COALESCE(j.tags, '{}') AS groups
        """;

    private const string From = "FROM jobs j JOIN pipelines p ON p.id = j.pipeline_id JOIN teams t ON t.id = p.team_id";

    public Task<Job?> FindAsync(int id, CancellationToken ct) =>
        database.RowAsync<Job>($"SELECT {Columns} {From} WHERE j.id = @id", new { id }, ct);

    /// <summary>Finds a configured job.</summary>
    public Task<Job?> FindAsync(int pipelineId, string name, CancellationToken ct) =>
        database.RowAsync<Job>($"SELECT {Columns} {From} WHERE j.pipeline_id = @pipelineId AND j.name = @name AND j.active", new { pipelineId, name }, ct);

    /// <summary>The job's configuration (JSON); null if it is unknown or archived.</summary>
    public async Task<string?> ReadConfigAsync(int id, CancellationToken ct)
    {
        var (config, nonce) = await database.RowAsync<(string?, string?)>("SELECT config, nonce FROM jobs WHERE id = @id", new { id }, ct);
        return config is null ? null : cipher.Decrypt(new StoredText(config, nonce));
    }

    /// <summary>The configured jobs of a pipeline.</summary>
    public Task<IReadOnlyList<JobSummary>> ListForPipelineAsync(int pipelineId, CancellationToken ct) =>
        ListAsync("j.active AND j.pipeline_id = @pipelineId", new { pipelineId }, ct);

    /// <summary>The configured jobs of all pipelines.</summary>
    public Task<IReadOnlyList<JobSummary>> ListAllAsync(CancellationToken ct) => ListAsync("j.active", new { }, ct);

    /// <summary>The configured jobs of some teams' pipelines and of everybody's public ones.</summary>
    public Task<IReadOnlyList<JobSummary>> ListVisibleAsync(IReadOnlyCollection<string> teamNames, CancellationToken ct) =>
        ListAsync("j.active AND (t.name = ANY (@teams) OR p.public)", new { teams = teamNames.ToArray() }, ct);

    /// <summary>One job with what lists show of it; null if there is no such job.</summary>
    public async Task<JobSummary?> FindSummaryAsync(int id, CancellationToken ct) =>
        (await ListAsync("j.id = @id", new { id }, ct)).SingleOrDefault();

    /// <summary>Pauses; who and when are kept if it is paused already.</summary>
    public Task PauseAsync(int id, string pausedBy, CancellationToken ct) => database.RunAsync(
        "UPDATE jobs SET paused = true, paused_by = @pausedBy, paused_at = now() WHERE id = @id AND NOT COALESCE(paused, false)",
        new { id, pausedBy },
        ct);

    /// <summary>Unpauses and, if it was paused, asks for the job to be scheduled.</summary>
    public async Task UnpauseAsync(int id, CancellationToken ct)
    {
        if (await database.RunAsync(
            "UPDATE jobs SET paused = false, paused_by = NULL, paused_at = NULL, schedule_requested = now() WHERE id = @id AND paused",
            new { id },
            ct) > 0)
        {
            await database.NotifyAsync([Channels.Scheduler], ct);
        }
    }

    private async Task<IReadOnlyList<JobSummary>> ListAsync(string condition, object values, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var jobs = await connection.RowsAsync<Job>($"SELECT {Columns} {From} WHERE {condition} ORDER BY j.id", values, ct);
        if (jobs.Count == 0)
        {
            return [];
        }

        var builds = (await connection.RowsAsync<BuildRow>(
            $"""
            SELECT j.id AS job_id, role.name AS role, b.id, b.name, b.status::text AS status, b.start_time, b.end_time
              {From}
              CROSS JOIN LATERAL (VALUES ('finished', j.latest_completed_build_id), ('next', j.next_build_id), ('transition', j.transition_build_id))
                AS role (name, build_id)
              JOIN builds b ON b.id = role.build_id
             WHERE {condition}
            """,
            values,
            ct)).ToDictionary(row => (row.JobId, row.Role), row => new BuildBrief(row.Id, row.Name, row.Status, row.StartTime, row.EndTime));
        var inputs = (await connection.RowsAsync<InputRow>(
            $"""
            SELECT i.job_id, i.name, r.name AS resource, bool_or(i.trigger) AS trigger,
                   COALESCE(array_agg(passed.name ORDER BY passed.id) FILTER (WHERE passed.id IS NOT NULL), ARRAY[]::text[]) AS passed
              {From}
              JOIN job_inputs i ON i.job_id = j.id JOIN resources r ON r.id = i.resource_id LEFT JOIN jobs passed ON passed.id = i.passed_job_id
             WHERE {condition}
             GROUP BY i.job_id, i.name, r.name
             ORDER BY i.name
            """,
            values,
            ct)).ToLookup(row => row.JobId, row => new JobInput(row.Name, row.Resource, row.Passed, row.Trigger));
        var outputs = (await connection.RowsAsync<OutputRow>(
            $"""
            SELECT o.job_id, o.name, r.name AS resource
              {From} JOIN job_outputs o ON o.job_id = j.id JOIN resources r ON r.id = o.resource_id
             WHERE {condition}
             ORDER BY o.name
            """,
            values,
            ct)).ToLookup(row => row.JobId, row => new JobOutput(row.Name, row.Resource));

        return jobs.ConvertAll(job => new JobSummary(
            job,
            builds.GetValueOrDefault((job.Id, "finished")),
            builds.GetValueOrDefault((job.Id, "next")),
            builds.GetValueOrDefault((job.Id, "transition")),
            [.. inputs[job.Id]],
            [.. outputs[job.Id]]));
    }

    private sealed record BuildRow
    {
        public int JobId { get; init; }

        public required string Role { get; init; }

        public long Id { get; init; }

        public required string Name { get; init; }

        public BuildStatus Status { get; init; }

        public DateTime? StartTime { get; init; }

        public DateTime? EndTime { get; init; }
    }

    private sealed record InputRow
    {
        public int JobId { get; init; }

        public required string Name { get; init; }

        public required string Resource { get; init; }

        public bool Trigger { get; init; }

        public string[] Passed { get; init; } = [];
    }

    private sealed record OutputRow
    {
        public int JobId { get; init; }

        public required string Name { get; init; }

        public required string Resource { get; init; }
    }
}
