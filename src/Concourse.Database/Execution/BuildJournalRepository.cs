using Concourse.Database.Encryption;
using Concourse.Database.Notifications;
using Dapper;
using Npgsql;

namespace Concourse.Database.Execution;

/// <summary>Stores build events together with the journal that says how far the build has come.</summary>
public sealed class BuildJournalRepository(NpgsqlDataSource database, ColumnCipher cipher)
{
    /// <summary>Reads the journal and draws a new epoch. Call only with the build's tracking lock held.</summary>
    public async Task<StoredJournal> TakeOverAsync(long buildId, EventTable table, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(
            $"""
            SELECT COALESCE(MAX(event_id), -1) + 1 FROM {table.Name} WHERE build_id = @buildId;
            SELECT plan_id, outcome, nonce FROM jetbridge.step_outcomes WHERE build_id = @buildId;
            SELECT plan_id, stream, byte_offset FROM jetbridge.stream_offsets WHERE build_id = @buildId;
            SELECT nextval('jetbridge.epochs');
            """,
            new { buildId },
            cancellationToken: ct));
        var next = await results.ReadSingleAsync<int>();
        var records = (await results.ReadAsync<(string PlanId, string Outcome, string? Nonce)>())
            .ToDictionary(r => r.PlanId, r => cipher.DecryptOrPlain(new StoredText(r.Outcome, r.Nonce)));
        var offsets = (await results.ReadAsync<(string PlanId, string Stream, long Offset)>())
            .ToDictionary(o => (o.PlanId, o.Stream), o => o.Offset);
        return new StoredJournal(next, records, offsets, await results.ReadSingleAsync<long>());
    }

    /// <summary>
    /// Stores a batch in one round trip and wakes the readers of the build's events. May be repeated after a failure that
    /// left open whether it was stored.
    /// </summary>
    /// <exception cref="EventIdTakenException">Another writer was there.</exception>
    public async Task AppendAsync(JournalWrite write, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        try
        {
            // Statements of one batch are one transaction.
            await using var batch = new NpgsqlBatch(connection);
            AddEvents(batch, write);
            AddRecords(batch, write);
            AddOffsets(batch, write);
            var notify = batch.CreateBatchCommand();
            notify.CommandText = "SELECT pg_notify($1, '')";
            notify.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Channels.BuildEvents(write.BuildId) });
            batch.BatchCommands.Add(notify);
            await batch.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // A repeated batch whose first try was stored after all meets its own events, and those are then all there.
            if (!await IsStoredAsync(connection, write, ct))
            {
                throw new EventIdTakenException(write.BuildId, e);
            }
        }
    }

    private static void AddEvents(NpgsqlBatch batch, JournalWrite write)
    {
        if (write.Events.Count == 0)
        {
            return;
        }

        var command = batch.CreateBatchCommand();
        command.CommandText =
            $"""
            INSERT INTO {write.Table.Name} (build_id, event_id, type, version, payload)
            SELECT $1, $2 + number - 1, type, version, payload
            FROM unnest($3, $4, $5) WITH ORDINALITY AS e(type, version, payload, number)
            """;
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = write.BuildId });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = write.FirstEventId });
        command.Parameters.Add(Texts(write.Events.Select(e => e.Type)));
        command.Parameters.Add(Texts(write.Events.Select(e => e.Version)));
        command.Parameters.Add(Texts(write.Events.Select(e => e.Payload)));
        batch.BatchCommands.Add(command);
    }

    private void AddRecords(NpgsqlBatch batch, JournalWrite write)
    {
        if (write.Records.Count == 0)
        {
            return;
        }

        var stored = write.Records.Values.Select(cipher.Encrypt).ToList();
        var command = batch.CreateBatchCommand();
        command.CommandText =
            """
            INSERT INTO jetbridge.step_outcomes (build_id, plan_id, outcome, nonce)
            SELECT $1, r.plan_id, r.outcome, r.nonce FROM unnest($2, $3, $4) AS r(plan_id, outcome, nonce)
            ON CONFLICT (build_id, plan_id) DO UPDATE SET outcome = excluded.outcome, nonce = excluded.nonce
            """;
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = write.BuildId });
        command.Parameters.Add(Texts(write.Records.Keys));
        command.Parameters.Add(Texts(stored.Select(s => s.Text)));
        command.Parameters.Add(new NpgsqlParameter<string?[]> { TypedValue = [.. stored.Select(s => s.Nonce)] });
        batch.BatchCommands.Add(command);
    }

    private static void AddOffsets(NpgsqlBatch batch, JournalWrite write)
    {
        if (write.Offsets.Count == 0)
        {
            return;
        }

        var command = batch.CreateBatchCommand();
        command.CommandText =
            """
            INSERT INTO jetbridge.stream_offsets (build_id, plan_id, stream, byte_offset)
            SELECT $1, o.plan_id, o.stream, o.byte_offset FROM unnest($2, $3, $4) AS o(plan_id, stream, byte_offset)
            ON CONFLICT (build_id, plan_id, stream) DO UPDATE SET byte_offset = excluded.byte_offset
            """;
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = write.BuildId });
        command.Parameters.Add(Texts(write.Offsets.Keys.Select(k => k.PlanId)));
        command.Parameters.Add(Texts(write.Offsets.Keys.Select(k => k.Stream)));
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. write.Offsets.Values] });
        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter<string[]> Texts(IEnumerable<string> texts) => new() { TypedValue = [.. texts] };

    private static async Task<bool> IsStoredAsync(NpgsqlConnection connection, JournalWrite write, CancellationToken ct)
    {
        var stored = await connection.QueryAsync<(string Type, string Payload)>(new CommandDefinition(
            $"""
            SELECT type, payload FROM {write.Table.Name}
            WHERE build_id = @BuildId AND event_id >= @FirstEventId AND event_id < @FirstEventId + @Count
            ORDER BY event_id
            """,
            new { write.BuildId, write.FirstEventId, write.Events.Count },
            cancellationToken: ct));
        return stored.SequenceEqual(write.Events.Select(e => (e.Type, e.Payload)));
    }
}
