using System.Runtime.CompilerServices;
using System.Text.Json;
using Dapper;
using Npgsql;

namespace Concourse.Database.Scheduling;

/// <summary>The version history as PostgreSQL has it now (scheduler chapter §3).</summary>
public sealed class VersionHistory(NpgsqlDataSource database) : IVersionHistory
{
    private const int PageSize = 100;

    public Task<string?> LatestAsync(int resourceId, CancellationToken cancellationToken) => SingleAsync(
        """
        SELECT COALESCE(v.version_md5, v.version_sha256)
        FROM resources r
        JOIN resource_config_versions v ON v.resource_config_scope_id = r.resource_config_scope_id
        WHERE r.id = @resourceId
          AND NOT EXISTS (
            SELECT 1 FROM resource_disabled_versions d
            WHERE d.resource_id = r.id AND d.version_digest IN (v.version_md5, v.version_sha256))
        ORDER BY v.check_order DESC
        LIMIT 1
        """,
        new { resourceId },
        cancellationToken);

    public Task<string?> FindPinnedAsync(int resourceId, string pinnedVersion, CancellationToken cancellationToken) => SingleAsync(
        """
        SELECT COALESCE(v.version_md5, v.version_sha256)
        FROM resources r
        JOIN resource_config_versions v ON v.resource_config_scope_id = r.resource_config_scope_id
        WHERE r.id = @resourceId AND v.version @> CAST(@pinnedVersion AS jsonb)
        ORDER BY v.check_order DESC
        LIMIT 1
        """,
        new { resourceId, pinnedVersion },
        cancellationToken);

    public async Task<NextVersion?> NextEveryAsync(int jobId, int resourceId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleAsync<EveryRow>(new CommandDefinition(
            """
            WITH enabled AS (
              SELECT COALESCE(v.version_md5, v.version_sha256) AS digest, v.check_order
              FROM resources r
              JOIN resource_config_versions v ON v.resource_config_scope_id = r.resource_config_scope_id
              WHERE r.id = @resourceId
                AND NOT EXISTS (
                  SELECT 1 FROM resource_disabled_versions d
                  WHERE d.resource_id = r.id AND d.version_digest IN (v.version_md5, v.version_sha256))),
            used AS (
              SELECT MAX(v.check_order) AS check_order
              FROM build_resource_config_version_inputs i
              JOIN builds b ON b.id = i.build_id
              JOIN resources r ON r.id = i.resource_id
              JOIN resource_config_versions v
                ON v.resource_config_scope_id = r.resource_config_scope_id
               AND i.version_digest IN (v.version_md5, v.version_sha256)
              WHERE i.resource_id = @resourceId AND b.job_id = @jobId),
            unused AS (
              SELECT e.digest, e.check_order FROM enabled e, used u
              WHERE e.check_order > u.check_order ORDER BY e.check_order LIMIT 2)
            SELECT
              (SELECT digest FROM unused ORDER BY check_order LIMIT 1) AS unused,
              (SELECT COUNT(*) FROM unused) AS unused_count,
              (SELECT e.digest FROM enabled e, used u
               WHERE u.check_order IS NULL OR e.check_order <= u.check_order
               ORDER BY e.check_order DESC LIMIT 1) AS newest_used
            """,
            new { jobId, resourceId },
            cancellationToken: cancellationToken));
        return row.Unused is { } unused ? new NextVersion(unused, row.UnusedCount > 1)
            : row.NewestUsed is { } used ? new NextVersion(used, false)
            : null;
    }

    public async Task<bool> ExistsAsync(int resourceId, string versionDigest, CancellationToken cancellationToken) =>
        await SingleAsync(
            """
            SELECT 'yes'
            FROM resources r
            JOIN resource_config_versions v ON v.resource_config_scope_id = r.resource_config_scope_id
            WHERE r.id = @resourceId AND @versionDigest IN (v.version_md5, v.version_sha256)
            LIMIT 1
            """,
            new { resourceId, versionDigest },
            cancellationToken) is not null;

    public async Task<bool> IsDisabledAsync(int resourceId, string versionDigest, CancellationToken cancellationToken) =>
        await SingleAsync(
            "SELECT 'yes' FROM resource_disabled_versions WHERE resource_id = @resourceId AND version_digest = @versionDigest",
            new { resourceId, versionDigest },
            cancellationToken) is not null;

    public async Task<bool> IsFirstOccurrenceAsync(
        int jobId, string inputName, int resourceId, string versionDigest, CancellationToken cancellationToken) =>
        await SingleAsync(
            """
            SELECT 'used'
            FROM build_resource_config_version_inputs i
            JOIN builds b ON b.id = i.build_id
            WHERE b.job_id = @jobId AND i.name = @inputName AND i.resource_id = @resourceId AND i.version_digest = @versionDigest
            LIMIT 1
            """,
            new { jobId, inputName, resourceId, versionDigest },
            cancellationToken) is null;

    public async Task<IReadOnlyDictionary<int, long>?> LastUsedBuildsAsync(
        int jobId, int resourceId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var lastUser = await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
            """
            SELECT i.build_id
            FROM build_resource_config_version_inputs i
            JOIN builds b ON b.id = i.build_id
            JOIN resources r ON r.id = i.resource_id
            JOIN resource_config_versions v
              ON v.resource_config_scope_id = r.resource_config_scope_id
             AND i.version_digest IN (v.version_md5, v.version_sha256)
            WHERE i.resource_id = @resourceId AND b.job_id = @jobId
            ORDER BY v.check_order DESC, i.build_id DESC
            LIMIT 1
            """,
            new { jobId, resourceId },
            cancellationToken: cancellationToken));
        if (lastUser is null)
        {
            return null;
        }

        var sources = await connection.QueryAsync<(int JobId, long BuildId)>(new CommandDefinition(
            """
            SELECT b.job_id, MAX(b.id)
            FROM build_pipes p JOIN builds b ON b.id = p.from_build_id
            WHERE p.to_build_id = @lastUser AND b.job_id IS NOT NULL
            GROUP BY b.job_id
            """,
            new { lastUser },
            cancellationToken: cancellationToken));
        return sources.ToDictionary(s => s.JobId, s => s.BuildId);
    }

    public IAsyncEnumerable<SuccessfulBuild> NewestFirstAsync(
        int jobId, OutputConstraint constraint, CancellationToken cancellationToken) =>
        PagesAsync(Backwards, jobId, null, constraint, cancellationToken);

    public async IAsyncEnumerable<SuccessfulBuild> FromBackAsync(
        int jobId, long fromBuildId, OutputConstraint constraint, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = await CursorAsync(fromBuildId, cancellationToken);
        await foreach (var build in PagesAsync(Backwards, jobId, cursor with { BuildId = cursor.BuildId + 1 }, constraint, cancellationToken))
        {
            yield return build;
        }
    }

    public async IAsyncEnumerable<SuccessfulBuild> AfterAsync(
        int jobId, long afterBuildId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = await CursorAsync(afterBuildId, cancellationToken);
        var start = cursor.IsRerun ? cursor : cursor with { BuildId = long.MaxValue };
        await foreach (var build in PagesAsync(Forwards, jobId, start, OutputConstraint.None, cancellationToken))
        {
            yield return build;
        }
    }

    private const string Backwards =
        """
        SELECT build_id, COALESCE(rerun_of, build_id) AS place, outputs::text AS outputs
        FROM successful_build_outputs
        WHERE job_id = @jobId
          AND (@place IS NULL OR (COALESCE(rerun_of, build_id), build_id) < (CAST(@place AS bigint), CAST(@buildId AS bigint)))
          AND (CAST(@constraint AS jsonb) IS NULL OR outputs @> CAST(@constraint AS jsonb))
        ORDER BY COALESCE(rerun_of, build_id) DESC, build_id DESC
        LIMIT @limit
        """;

    private const string Forwards =
        """
        SELECT build_id, COALESCE(rerun_of, build_id) AS place, outputs::text AS outputs
        FROM successful_build_outputs
        WHERE job_id = @jobId
          AND (COALESCE(rerun_of, build_id), build_id) > (CAST(@place AS bigint), CAST(@buildId AS bigint))
          AND (CAST(@constraint AS jsonb) IS NULL OR outputs @> CAST(@constraint AS jsonb))
        ORDER BY COALESCE(rerun_of, build_id), build_id
        LIMIT @limit
        """;

    private async IAsyncEnumerable<SuccessfulBuild> PagesAsync(
        string sql, int jobId, Cursor? start, OutputConstraint constraint, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var required = constraint.Versions.Count == 0 ? null : JsonText(constraint);
        for (var cursor = start; ;)
        {
            List<BuildRow> page;
            await using (var connection = await database.OpenConnectionAsync(cancellationToken))
            {
                page = [.. await connection.QueryAsync<BuildRow>(new CommandDefinition(
                    sql,
                    new { jobId, place = cursor?.Place, buildId = cursor?.BuildId, constraint = required, limit = PageSize },
                    cancellationToken: cancellationToken))];
            }

            foreach (var row in page)
            {
                yield return new SuccessfulBuild(row.BuildId, ParseOutputs(row.Outputs));
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            cursor = new Cursor(page[^1].Place, page[^1].BuildId, IsRerun: false);
        }
    }

    private async Task<Cursor> CursorAsync(long buildId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Cursor>(new CommandDefinition(
            """
            SELECT COALESCE(rerun_of, rerun_of_old, id) AS place, id AS build_id, COALESCE(rerun_of, rerun_of_old) IS NOT NULL AS is_rerun
            FROM builds WHERE id = @buildId
            """,
            new { buildId },
            cancellationToken: cancellationToken)) ?? new Cursor(buildId, buildId, false);
    }

    private async Task<string?> SingleAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<string?>(
            new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));
    }

    private static List<BuildOutput> ParseOutputs(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject()
            .OrderBy(resource => int.Parse(resource.Name, System.Globalization.CultureInfo.InvariantCulture))
            .SelectMany(resource => resource.Value.EnumerateArray().Select(digest => new BuildOutput(
                int.Parse(resource.Name, System.Globalization.CultureInfo.InvariantCulture), digest.GetString()!)))];
    }

    private static string JsonText(OutputConstraint constraint)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (resourceId, digests) in constraint.Versions)
            {
                json.WriteStartArray(resourceId.ToString(System.Globalization.CultureInfo.InvariantCulture));
                foreach (var digest in digests)
                {
                    json.WriteStringValue(digest);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private sealed record EveryRow(string? Unused, long UnusedCount, string? NewestUsed);

    private sealed record BuildRow(long BuildId, long Place, string Outputs);

    private sealed record Cursor(long Place, long BuildId, bool IsRerun);
}
