using Concourse.Database.Connections;
using Dapper;
using Npgsql;

namespace Concourse.Database.Builds;

/// <summary>Finds and lists builds.</summary>
public sealed class BuildsRepository(NpgsqlDataSource database)
{
    public Task<Build?> FindAsync(long id, CancellationToken ct) =>
        database.RowAsync<Build>($"{BuildQueries.Select} WHERE b.id = @id", new { id }, ct);

    /// <summary>A job's build by its name.</summary>
    public Task<Build?> FindAsync(int jobId, string name, CancellationToken ct) =>
        database.RowAsync<Build>($"{BuildQueries.Select} WHERE b.job_id = @jobId AND b.name = @name", new { jobId, name }, ct);

    /// <summary>A job's build with the highest id.</summary>
    public Task<Build?> FindLatestAsync(int jobId, CancellationToken ct) => database.RowAsync<Build>(
        $"{BuildQueries.Select} WHERE b.job_id = @jobId ORDER BY b.id DESC LIMIT 1", new { jobId }, ct);

    /// <summary>A job's newest finished build and the next one, either null when there is none.</summary>
    public async Task<(Build? Finished, Build? Next)> FindFinishedAndNextAsync(int jobId, CancellationToken ct)
    {
        var builds = await database.RowsAsync<Build>(
            $"""
            {BuildQueries.Select}
             WHERE b.id IN (SELECT unnest(ARRAY[latest_completed_build_id, next_build_id]) FROM jobs WHERE id = @jobId)
            """,
            new { jobId },
            ct);
        return (builds.Find(build => build.Completed), builds.Find(build => !build.Completed));
    }

    /// <summary>The public plan (JSON) and its schema; null if there is no such build or it has no plan.</summary>
    public async Task<(string Schema, string Plan)?> FindPublicPlanAsync(long id, CancellationToken ct)
    {
        var row = await database.RowAsync<(string? Schema, string? Plan)>(
            "SELECT schema, public_plan::text FROM builds WHERE id = @id AND public_plan::text <> '{}'", new { id }, ct);
        return row.Plan is null ? null : (row.Schema ?? "", row.Plan);
    }

    /// <summary>
    /// Lists builds newest first; reruns stand beside their originals. With <c>from</c> alone: the oldest ones from
    /// there on. With both bounds the order is ascending.
    /// </summary>
    /// <exception cref="InvalidRangeException"><c>from</c> is above <c>to</c>.</exception>
    public async Task<BuildPage> ListAsync(BuildFilter filter, BuildPageRequest page, CancellationToken ct)
    {
        if (page.From > page.To)
        {
            throw new InvalidRangeException();
        }

        await using var connection = await database.OpenConnectionAsync(ct);
        var values = new { filter = filter.Value, page.From, page.To, page.Limit };
        if (page.Timestamps)
        {
            return new BuildPage(await connection.RowsAsync<Build>(ByStartTime(filter), values, ct), null, null);
        }

        var builds = await connection.RowsAsync<Build>(ById(filter, page), values, ct);
        if (builds.Count == 0)
        {
            return new BuildPage(builds, null, null);
        }

        var ids = builds.ConvertAll(build => build.Id);
        var newer = await NeighbourAsync(connection, filter, ids, newer: true, ct);
        var older = await NeighbourAsync(connection, filter, ids, newer: false, ct);
        return new BuildPage(builds, newer, older);
    }

    private static string ById(BuildFilter filter, BuildPageRequest page)
    {
        const string Oldest = "ORDER BY COALESCE(b.rerun_of, b.rerun_of_old, b.id), b.id";
        var select = $"{BuildQueries.Select} WHERE {filter.Condition}";
        return page switch
        {
            { From: not null, To: not null } => $"{select} AND b.id BETWEEN @From AND @To {Oldest} LIMIT @Limit",
            { From: not null } =>
                $"SELECT * FROM ({select} AND b.id >= @From {Oldest} LIMIT @Limit) AS b ORDER BY COALESCE(b.rerun_of, b.id) DESC, b.id DESC",
            { To: not null } => $"{select} AND b.id <= @To {BuildQueries.NewestFirst} LIMIT @Limit",
            _ => $"{select} {BuildQueries.NewestFirst} LIMIT @Limit",
        };
    }

    private static string ByStartTime(BuildFilter filter) =>
        $"""
        {BuildQueries.Select}
         WHERE {filter.Condition}
           AND (@From::bigint IS NULL OR b.start_time >= to_timestamp(@From::bigint))
           AND (@To::bigint IS NULL OR b.start_time <= to_timestamp(@To::bigint))
         {BuildQueries.NewestFirst}
         LIMIT @Limit
        """;

    private static Task<long?> NeighbourAsync(NpgsqlConnection connection, BuildFilter filter, List<long> page, bool newer, CancellationToken ct)
    {
        var values = new DynamicParameters(new { filter = filter.Value, edge = newer ? page.Max() : page.Min() });
        return connection.ScalarAsync<long?>(
            $"""
            SELECT b.id
              FROM builds b JOIN teams t ON t.id = b.team_id LEFT JOIN pipelines p ON p.id = b.pipeline_id
             WHERE {filter.Condition} AND b.id {(newer ? "> @edge ORDER BY b.id" : "< @edge ORDER BY b.id DESC")}
             LIMIT 1
            """,
            values,
            ct);
    }
}
