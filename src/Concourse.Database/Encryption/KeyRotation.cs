using Dapper;
using Npgsql;

namespace Concourse.Database.Encryption;

/// <summary>
/// Brings every encrypted column to the current key at start. Works in batches without one enclosing
/// transaction, so an interrupted rotation continues at the next start. Source: database chapter §3.3.
/// </summary>
internal sealed class KeyRotation(EncryptionKeys keys)
{
    private const int BatchRows = 500;

    public async Task RunAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var current = keys.CurrentCipher;
        foreach (var column in EncryptedColumn.All)
        {
            if (keys.Old is not null)
            {
                await RewriteAsync(connection, column, "IS NOT NULL", Reencryption(ColumnCipher.WithKey(keys.Old), current), ct);
            }

            if (current.Encrypts)
            {
                await RewriteAsync(connection, column, "IS NULL", row => current.Encrypt(row.Text), ct);
            }
        }
    }

    private static Func<StoredText, StoredText?> Reencryption(ColumnCipher old, ColumnCipher current) => stored =>
    {
        try
        {
            return current.Encrypt(old.Decrypt(stored));
        }
        catch (ColumnCipherException) when (current.Encrypts)
        {
            RequireReadable(current, stored);
            return null;
        }
    };

    private static void RequireReadable(ColumnCipher cipher, StoredText stored)
    {
        try
        {
            cipher.Decrypt(stored);
        }
        catch (ColumnCipherException e)
        {
            throw new ColumnCipherException("row encrypted with neither old nor new key", e);
        }
    }

    private static async Task RewriteAsync(
        NpgsqlConnection connection,
        EncryptedColumn column,
        string nonceCondition,
        Func<StoredText, StoredText?> rewrite,
        CancellationToken ct)
    {
        var select = $"""
            SELECT ({column.Key})::text AS key, {column.Column} AS text, nonce
              FROM {column.Table}
             WHERE nonce {nonceCondition} AND {column.Column} IS NOT NULL AND ({column.Key})::text > @after
             ORDER BY ({column.Key})::text
             LIMIT {BatchRows}
            """;
        var update = $"""
            UPDATE {column.Table} t
               SET {column.Column} = n.text, nonce = n.nonce
              FROM unnest(@keys, @texts, @nonces) AS n (key, text, nonce)
             WHERE ({column.Key})::text = n.key AND t.nonce {nonceCondition}
            """;

        var after = "";
        while (true)
        {
            var rows = (await connection.QueryAsync<KeyedRow>(new CommandDefinition(select, new { after }, cancellationToken: ct))).AsList();
            if (rows.Count == 0)
            {
                return;
            }

            var rewritten = rows
                .Select(row => (row.Key, Stored: rewrite(new StoredText(row.Text, row.Nonce))))
                .Where(row => row.Stored is not null)
                .ToList();
            await connection.ExecuteAsync(new CommandDefinition(
                update,
                new
                {
                    keys = rewritten.ConvertAll(row => row.Key),
                    texts = rewritten.ConvertAll(row => row.Stored!.Value.Text),
                    nonces = rewritten.ConvertAll(row => row.Stored!.Value.Nonce),
                },
                cancellationToken: ct));
            after = rows[^1].Key;
        }
    }

    private sealed record KeyedRow(string Key, string Text, string? Nonce);
}
