using Concourse.Database.Connections;
using Concourse.Database.Execution;
using Dapper;
using Npgsql;

namespace Concourse.Database.Containers;

/// <summary>
/// Containers as users list and enter them, and as workers report them. How steps make and find theirs:
/// <see cref="StepContainersRepository"/>.
/// </summary>
public sealed class ContainersRepository(NpgsqlDataSource database)
{
    private const string Select =
        """
        SELECT c.id, c.handle, c.worker_name, c.state::text AS state, c.team_id, c.resource_config_check_session_id AS check_session_id,
               c.meta_type AS type, c.meta_step_name AS step_name, c.meta_attempt AS attempt, c.meta_working_directory AS working_directory,
               c.meta_process_user AS process_user, c.meta_pipeline_id AS pipeline_id, c.meta_job_id AS job_id, c.meta_build_id AS build_id,
               c.meta_pipeline_name AS pipeline_name, c.meta_pipeline_instance_vars AS pipeline_instance_vars, c.meta_job_name AS job_name,
               c.meta_build_name AS build_name
          FROM containers c
        """;

    public async Task<Container?> FindAsync(string handle, CancellationToken ct) =>
        (await ListAsync("c.handle = @handle", new { handle }, ct)).SingleOrDefault();

    /// <summary>A team's containers, with those that check its pipelines' resources, types and prototypes.</summary>
    public Task<IReadOnlyList<Container>> ListForTeamAsync(int teamId, CancellationToken ct) => ListAsync(
        """
        c.team_id = @teamId
        OR c.resource_config_check_session_id IN (
            SELECT s.id FROM resource_config_check_sessions s
             WHERE s.resource_config_id IN (
                SELECT r.resource_config_id FROM resources r JOIN pipelines p ON p.id = r.pipeline_id WHERE p.team_id = @teamId
                UNION SELECT r.resource_config_id FROM resource_types r JOIN pipelines p ON p.id = r.pipeline_id WHERE p.team_id = @teamId
                UNION SELECT r.resource_config_id FROM prototypes r JOIN pipelines p ON p.id = r.pipeline_id WHERE p.team_id = @teamId))
        ORDER BY c.id
        """,
        new { teamId },
        ct);

    /// <summary>The containers of a build's steps.</summary>
    public Task<IReadOnlyList<Container>> ListForBuildAsync(long buildId, CancellationToken ct) =>
        ListAsync("c.build_id = @buildId ORDER BY c.id", new { buildId }, ct);

    /// <summary>Somebody works in it, so it is kept for a while.</summary>
    public Task TouchHijackAsync(string handle, CancellationToken ct) =>
        database.RunAsync("UPDATE containers SET last_hijack = now() WHERE handle = @handle", new { handle }, ct);

    /// <summary>
    /// Notes which containers a worker has: what it no longer has is missing from now on, what is back is not. Those
    /// being created are left alone.
    /// </summary>
    public Task NoteReportedAsync(string workerName, IReadOnlyCollection<string> handles, CancellationToken ct) => database.RunAsync(
        """
        UPDATE containers SET missing_since = CASE WHEN handle = ANY (@handles) THEN NULL ELSE now() END
         WHERE worker_name = @workerName AND state <> 'creating' AND (handle = ANY (@handles)) = (missing_since IS NOT NULL)
        """,
        new { workerName, handles = handles.ToArray() },
        ct);

    private async Task<IReadOnlyList<Container>> ListAsync(string condition, object values, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Container, ContainerMetadata, Container>(
            new CommandDefinition($"{Select} WHERE {condition}", values, cancellationToken: ct),
            (container, metadata) => container with { Metadata = metadata },
            splitOn: "type")];
    }
}
