using System.Runtime.CompilerServices;
using System.Text.Json;
using Concourse.Database.Connections;
using Dapper;
using Npgsql;

namespace Concourse.Database.Scheduling;

/// <summary>The version history as PostgreSQL has it now (scheduler chapter §3).</summary>
public sealed class VersionHistory(NpgsqlDataSource database) : IVersionHistory
{
    private const int FirstPage = 10;
    private const int LaterPages = 100;

    private const string Digest = "COALESCE(v.version_md5, v.version_sha256)";

    // The scope is looked up apart: joined, PostgreSQL would sort a history instead of walking its index.
    private const string EnabledVersions =
        """
        FROM resource_config_versions v
        WHERE v.resource_config_scope_id = (SELECT resource_config_scope_id FROM resources WHERE id = @resourceId)
          AND NOT EXISTS (
            SELECT FROM resource_disabled_versions d WHERE d.resource_id = @resourceId AND d.version_digest IN (v.version_md5, v.version_sha256))
        """;

    private const string Latest = $"SELECT {Digest} {EnabledVersions} ORDER BY v.check_order DESC LIMIT 1";

    public Task<string?> LatestAsync(int resourceId, CancellationToken cancellationToken) =>
        SingleAsync(Latest, new { resourceId }, cancellationToken);

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
        if (await NewestUseAsync(connection, jobId, resourceId, cancellationToken) is not { } newest)
        {
            return await connection.RowAsync<string>(Latest, new { resourceId }, cancellationToken) is { } latest ? new NextVersion(latest, false) : null;
        }

        var values = new { resourceId, newest.CheckOrder };
        var unused = await connection.RowsAsync<string>(
            $"SELECT {Digest} {EnabledVersions} AND v.check_order > @CheckOrder ORDER BY v.check_order LIMIT 2", values, cancellationToken);
        if (unused.Count > 0)
        {
            return new NextVersion(unused[0], unused.Count > 1);
        }

        return await connection.RowAsync<string>(
            $"SELECT {Digest} {EnabledVersions} AND v.check_order <= @CheckOrder ORDER BY v.check_order DESC LIMIT 1", values, cancellationToken) is { } used
            ? new NextVersion(used, false)
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
        if (await NewestUseAsync(connection, jobId, resourceId, cancellationToken) is not { } newest)
        {
            return null;
        }

        var sources = await connection.QueryAsync<(int JobId, long BuildId)>(new CommandDefinition(
            """
            SELECT b.job_id, MAX(b.id)
            FROM build_pipes p JOIN builds b ON b.id = p.from_build_id
            WHERE p.to_build_id = @BuildId AND b.job_id IS NOT NULL
            GROUP BY b.job_id
            """,
            new { newest.BuildId },
            cancellationToken: cancellationToken));
        return sources.ToDictionary(s => s.JobId, s => s.BuildId);
    }

    public IAsyncEnumerable<SuccessfulBuild> NewestFirstAsync(
        int jobId, OutputConstraint constraint, CancellationToken cancellationToken) =>
        PagesAsync(newestFirst: true, jobId, Cursor.BeyondNewest, constraint, cancellationToken);

    public async IAsyncEnumerable<SuccessfulBuild> FromBackAsync(
        int jobId, long fromBuildId, OutputConstraint constraint, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = await CursorAsync(fromBuildId, cancellationToken);
        await foreach (var build in PagesAsync(newestFirst: true, jobId, cursor with { BuildId = cursor.BuildId + 1 }, constraint, cancellationToken))
        {
            yield return build;
        }
    }

    public async IAsyncEnumerable<SuccessfulBuild> AfterAsync(
        int jobId, long afterBuildId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = await CursorAsync(afterBuildId, cancellationToken);
        var start = cursor.IsRerun ? cursor : cursor with { BuildId = long.MaxValue };
        await foreach (var build in PagesAsync(newestFirst: false, jobId, start, OutputConstraint.None, cancellationToken))
        {
            yield return build;
        }
    }

    /// <summary>The newest version of the resource that a build of the job has used, and the last build that did.</summary>
    private static async Task<NewestUse?> NewestUseAsync(NpgsqlConnection connection, int jobId, int resourceId, CancellationToken cancellationToken) =>
        await connection.RowAsync<NewestUse>(
            """
            SELECT v.check_order, used.build_id
            FROM resource_config_versions v
            CROSS JOIN LATERAL (
              SELECT i.build_id FROM build_resource_config_version_inputs i
              WHERE i.resource_id = @resourceId AND i.version_digest IN (v.version_md5, v.version_sha256)
                AND EXISTS (SELECT FROM builds b WHERE b.id = i.build_id AND b.job_id = @jobId)
              ORDER BY i.build_id DESC LIMIT 1) AS used
            WHERE v.resource_config_scope_id = (SELECT resource_config_scope_id FROM resources WHERE id = @resourceId)
              AND EXISTS (SELECT FROM builds WHERE job_id = @jobId)
            ORDER BY v.check_order DESC
            LIMIT 1
            """,
            new { jobId, resourceId },
            cancellationToken);

    /// <summary>Originals and reruns are read apart, because only so the table's index gives them in order.</summary>
    private static string Page(bool newestFirst, bool constrained)
    {
        var (beyond, order) = newestFirst ? ("<", "DESC") : (">", "ASC");
        return $"""
            SELECT build_id, place, outputs::text AS outputs
            FROM ({Part("IS NULL", newestFirst ? "rerun_of, " : "rerun_of DESC, ")} UNION ALL {Part("IS NOT NULL", "")}) AS builds
            ORDER BY place {order}, build_id {order}
            LIMIT @limit
            """;

        string Part(string rerunOf, string firstOrder) =>
            $"""
            (SELECT build_id, COALESCE(rerun_of, build_id) AS place, outputs
             FROM successful_build_outputs
             WHERE job_id = @jobId AND rerun_of {rerunOf} AND (COALESCE(rerun_of, build_id), build_id) {beyond} (@Place, @BuildId)
               {(constrained ? "AND outputs @> CAST(@required AS jsonb)" : "")}
             ORDER BY {firstOrder}COALESCE(rerun_of, build_id) {order}, build_id {order}
             LIMIT @limit)
            """;
    }

    private async IAsyncEnumerable<SuccessfulBuild> PagesAsync(
        bool newestFirst, int jobId, Cursor start, OutputConstraint constraint, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var required = constraint.Versions.Count == 0 ? null : JsonText(constraint);
        var sql = Page(newestFirst, constrained: required is not null);

        // Mostly the first build will do.
        var limit = FirstPage;
        for (var cursor = start; ; limit = LaterPages)
        {
            var page = await database.RowsAsync<BuildRow>(sql, new { jobId, cursor.Place, cursor.BuildId, required, limit }, cancellationToken);
            foreach (var row in page)
            {
                yield return new SuccessfulBuild(row.BuildId, ParseOutputs(row.Outputs));
            }

            if (page.Count < limit)
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

    private sealed record NewestUse(int CheckOrder, long BuildId);

    private sealed record BuildRow(long BuildId, long Place, string Outputs);

    private sealed record Cursor(long Place, long BuildId, bool IsRerun)
    {
        public static Cursor BeyondNewest { get; } = new(long.MaxValue, long.MaxValue, false);
    }
}
