using Concourse.Database.Connections;
using Concourse.Database.Encryption;
using Npgsql;

namespace Concourse.Database.Events;

/// <summary>
/// Reads the journal of builds (schema <c>jetbridge</c>); <see cref="BuildEventsRepository.AppendAsync"/> writes it.
/// A finishing build's rows go in the transaction of its finish; what deleted builds leave is collected.
/// </summary>
public sealed class JournalRepository(NpgsqlDataSource database, ColumnCipher cipher)
{
    /// <exception cref="ColumnCipherException">A record was encrypted with another key.</exception>
    public async Task<Journal> ReadAsync(long buildId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var records = await connection.RowsAsync<(string PlanId, string Text, string? Nonce)>(
            "SELECT plan_id, outcome, nonce FROM jetbridge.step_outcomes WHERE build_id = @buildId", new { buildId }, ct);
        var offsets = await connection.RowsAsync<(string PlanId, string Stream, long Bytes)>(
            "SELECT plan_id, stream, byte_offset FROM jetbridge.stream_offsets WHERE build_id = @buildId", new { buildId }, ct);
        return new Journal(
            records.ToDictionary(row => row.PlanId, row => cipher.DecryptOrPlain(new StoredText(row.Text, row.Nonce)), StringComparer.Ordinal),
            offsets.ToDictionary(row => (row.PlanId, row.Stream), row => row.Bytes));
    }
}
