using System.Text;
using Concourse.Core.Events;
using Concourse.Database.Connections;
using Concourse.Database.Encryption;
using Concourse.Database.Notifications;
using Npgsql;
using NpgsqlTypes;

namespace Concourse.Database.Events;

/// <summary>
/// The events of builds. They are written in batches, each in one transaction and one round trip with the journal
/// entries it contains; the unique event ids are the fence against a second writer.
/// </summary>
public sealed class BuildEventsRepository(NpgsqlDataSource database, ColumnCipher cipher)
{
    /// <summary>Events per page, as upstream reads them.</summary>
    private const int PageSize = 2000;

    /// <summary>Payload per page in bytes, give or take one event: what a slow reader of a long log costs us.</summary>
    private const int PageBytes = 1024 * 1024;

    /// <summary>The id that the build's next event gets.</summary>
    public async Task<int> NextEventIdAsync(long buildId, EventTable table, CancellationToken ct) =>
        await database.ScalarAsync<int>($"SELECT COALESCE(max(event_id) + 1, 0) FROM {table.Name} WHERE build_id = @buildId", new { buildId }, ct);

    /// <summary>Stores a batch and notifies the build's channel.</summary>
    /// <exception cref="BuildTakenOverException">Other events stand where these should, so another node writes this build.</exception>
    /// <exception cref="NpgsqlException">Anything else went wrong; try again with <see cref="EventBatch.MayBeStored"/>.</exception>
    public async Task AppendAsync(long buildId, EventTable table, EventBatch batch, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        try
        {
            await WriteAsync(connection, buildId, table, batch, ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            await connection.RunAsync("ROLLBACK", null, ct);
            if (!batch.MayBeStored || !await IsStoredAsync(connection, buildId, table, batch, ct))
            {
                throw new BuildTakenOverException(buildId, e);
            }
        }
    }

    /// <summary>Reads the events after a position (−1: from the start). Whether the build is complete is read first, so that none is missed.</summary>
    public async Task<EventPage> ReadAsync(long buildId, EventTable table, int afterEventId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var ended = await connection.ScalarAsync<bool?>("SELECT completed FROM builds WHERE id = @buildId", new { buildId }, ct) ?? true;

        // Builds from before 64-bit ids may have events under the old column.
        var mayBeOld = buildId <= int.MaxValue && (table.IndexesOldIds || !await HasEventsAsync(connection, buildId, table, ct));
        var events = await PageAsync(connection, buildId, table, mayBeOld, afterEventId, ct);
        var more = events.Count == PageSize || events.Sum(e => e.Payload.Length) >= PageBytes;
        return new EventPage(events, more, ended && !more);
    }

    private static Task<List<StoredEvent>> PageAsync(
        NpgsqlConnection connection, long buildId, EventTable table, bool mayBeOld, int afterEventId, CancellationToken ct)
    {
        // Each column by itself: asked for either, PostgreSQL would read and sort all the rest of a log for every page.
        var rows = mayBeOld ? $"{Rows("build_id = @buildId")} UNION ALL {Rows("build_id_old = @buildId AND build_id IS NULL")}" : Rows("build_id = @buildId");
        return connection.RowsAsync<StoredEvent>(
            $"""
            SELECT event_id, type, version, convert_to(payload, 'UTF8') AS payload
              FROM (SELECT *, sum(octet_length(payload)) OVER (ORDER BY event_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
                      FROM (SELECT * FROM ({rows}) AS rows ORDER BY event_id LIMIT {PageSize}) AS page) AS measured
             WHERE COALESCE(before, 0) < {PageBytes}
             ORDER BY event_id
            """,
            new { buildId, afterEventId },
            ct);

        string Rows(string condition) =>
            $"(SELECT event_id, type, version, payload FROM {table.Name} WHERE {condition} AND event_id > @afterEventId ORDER BY event_id LIMIT {PageSize})";
    }

    private static Task<bool> HasEventsAsync(NpgsqlConnection connection, long buildId, EventTable table, CancellationToken ct) =>
        connection.ScalarAsync<bool>($"SELECT EXISTS (SELECT FROM {table.Name} WHERE build_id = @buildId)", new { buildId }, ct);

    private async Task WriteAsync(NpgsqlConnection connection, long buildId, EventTable table, EventBatch batch, CancellationToken ct)
    {
        await using var commands = new NpgsqlBatch(connection);

        // Statements of a transaction in one round trip; the notification follows the commit, because one inside
        // the transaction makes all commits of the cluster wait for each other.
        commands.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
        commands.BatchCommands.Add(batch.Events.Count > 0 ? Insertion(buildId, table, batch) : Fence(buildId, table, batch.FirstEventId));
        if (batch.Offsets.Count > 0)
        {
            commands.BatchCommands.Add(OffsetUpsert(buildId, batch.Offsets));
        }

        if (batch.Records.Count > 0)
        {
            commands.BatchCommands.Add(RecordUpsert(buildId, batch.Records));
        }

        commands.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        if (batch.Events.Count > 0)
        {
            commands.BatchCommands.Add(Command("SELECT pg_notify($1, '')", Channels.BuildEvents(buildId)));
        }

        await commands.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlBatchCommand Insertion(long buildId, EventTable table, EventBatch batch) => Command(
        $"""
        INSERT INTO {table.Name} (build_id, event_id, type, version, payload)
        SELECT $1, $2 + position - 1, type, version, payload
          FROM unnest($3, $4, $5) WITH ORDINALITY AS event (type, version, payload, position)
        """,
        buildId,
        batch.FirstEventId,
        batch.Events.Select(e => e.Type).ToArray(),
        batch.Events.Select(e => e.Version).ToArray(),
        batch.Events.Select(e => e.Payload).ToArray());

    /// <summary>Without an event of its own a batch still must not follow another writer's; the violation is raised by hand.</summary>
    private static NpgsqlBatchCommand Fence(long buildId, EventTable table, int nextEventId) => new(
        $"""
        DO $fence$ BEGIN
            IF EXISTS (SELECT FROM {table.Name} WHERE build_id = {buildId} AND event_id >= {nextEventId}) THEN
                RAISE unique_violation USING MESSAGE = 'other events follow';
            END IF;
        END $fence$
        """);

    private static NpgsqlBatchCommand OffsetUpsert(long buildId, IReadOnlyList<StreamOffset> offsets) => Command(
        """
        INSERT INTO jetbridge.stream_offsets (build_id, plan_id, stream, byte_offset)
        SELECT $1, plan_id, stream, byte_offset FROM unnest($2, $3, $4) AS o (plan_id, stream, byte_offset)
        ON CONFLICT (build_id, plan_id, stream) DO UPDATE SET byte_offset = EXCLUDED.byte_offset
        """,
        buildId,
        offsets.Select(o => o.PlanId).ToArray(),
        offsets.Select(o => o.Stream).ToArray(),
        offsets.Select(o => o.Bytes).ToArray());

    private NpgsqlBatchCommand RecordUpsert(long buildId, IReadOnlyList<StepRecord> records)
    {
        var stored = records.Select(record => cipher.Encrypt(record.Json)).ToList();
        return Command(
            """
            INSERT INTO jetbridge.step_outcomes (build_id, plan_id, outcome, nonce)
            SELECT $1, plan_id, outcome, nonce FROM unnest($2, $3, $4) AS o (plan_id, outcome, nonce)
            ON CONFLICT (build_id, plan_id) DO UPDATE SET outcome = EXCLUDED.outcome, nonce = EXCLUDED.nonce
            """,
            buildId,
            records.Select(record => record.PlanId).ToArray(),
            stored.Select(text => text.Text).ToArray(),
            stored.Select(text => text.Nonce).ToArray());
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value is string?[] texts
                ? new NpgsqlParameter { Value = texts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text }
                : new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private static async Task<bool> IsStoredAsync(NpgsqlConnection connection, long buildId, EventTable table, EventBatch batch, CancellationToken ct)
    {
        var stored = await connection.RowsAsync<StoredEvent>(
            $"""
            SELECT event_id, type, version, convert_to(payload, 'UTF8') AS payload FROM {table.Name}
             WHERE build_id = @buildId AND event_id >= @FirstEventId
             ORDER BY event_id
            """,
            new { buildId, batch.FirstEventId },
            ct);
        return stored.Count == batch.Events.Count
            && stored.Zip(batch.Events).All(pair => IsSame(pair.First, pair.Second));
    }

    private static bool IsSame(StoredEvent stored, BuildEvent written) =>
        stored.Type == written.Type && stored.Version == written.Version
        && stored.Payload.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(written.Payload));
}
