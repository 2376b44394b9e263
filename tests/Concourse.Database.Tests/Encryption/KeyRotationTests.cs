using System.Text;
using Concourse.Database.Encryption;
using Concourse.Database.Schema;
using Concourse.Testing.Postgres;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace Concourse.Database.Tests.Encryption;

public sealed class KeyRotationTests(PostgresFixture postgres) : DatabaseTest(postgres)
{
    private static readonly byte[] First = Encoding.ASCII.GetBytes("0123456789abcdef");
    private static readonly byte[] Second = Encoding.ASCII.GetBytes("fedcba9876543210");

    [Fact]
    public async Task A_new_key_encrypts_what_was_plain_and_leaves_absent_values_alone()
    {
        await CertificatesAsync(("a", new StoredText("one", null)), ("b", new StoredText("two", null)));

        await StartWithAsync(new EncryptionKeys(First));

        var cipher = ColumnCipher.WithKey(First);
        Assert.Equal(["one", "two"], (await CertificatesAsync()).Select(cipher.Decrypt));
    }

    [Fact]
    public async Task Another_key_re_encrypts_and_a_repeated_start_skips_what_is_done()
    {
        await CertificatesAsync(
            ("a", ColumnCipher.WithKey(First).Encrypt("one")),
            ("b", ColumnCipher.WithKey(Second).Encrypt("two")),
            ("c", new StoredText("three", null)));

        await StartWithAsync(new EncryptionKeys(Second, First));
        await StartWithAsync(new EncryptionKeys(Second, First));

        Assert.Equal(["one", "two", "three"], (await CertificatesAsync()).Select(ColumnCipher.WithKey(Second).Decrypt));
    }

    [Fact]
    public async Task An_old_key_alone_decrypts()
    {
        await CertificatesAsync(("a", ColumnCipher.WithKey(First).Encrypt("one")));

        await StartWithAsync(new EncryptionKeys(null, First));

        Assert.Equal([new StoredText("one", null)], await CertificatesAsync());
    }

    [Fact]
    public async Task A_row_of_neither_key_stops_the_start()
    {
        await CertificatesAsync(("a", ColumnCipher.WithKey(Encoding.ASCII.GetBytes("some-third-key-0")).Encrypt("one")));

        var failure = await Assert.ThrowsAsync<ColumnCipherException>(() => StartWithAsync(new EncryptionKeys(Second, First)));

        Assert.Equal("row encrypted with neither old nor new key", failure.Message);
    }

    [Fact]
    public async Task More_rows_than_a_batch_are_all_converted()
    {
        await using (var connection = await Database.Source.OpenConnectionAsync(Ct))
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO cert_cache (domain, cert) SELECT 'd' || i, 'cert' FROM generate_series(1, 1203) i;
                INSERT INTO jetbridge.step_outcomes (build_id, plan_id, outcome) VALUES (1, 'a', 'done'), (1, 'b', 'done');
                """);
        }

        await StartWithAsync(new EncryptionKeys(First));

        var certificates = await CertificatesAsync();
        Assert.Equal(1203, certificates.Count);
        Assert.All(certificates, stored => Assert.Equal("cert", ColumnCipher.WithKey(First).Decrypt(stored)));
        await using var check = await Database.Source.OpenConnectionAsync(Ct);
        Assert.Equal(2, await check.ExecuteScalarAsync<int>("SELECT count(*)::int FROM jetbridge.step_outcomes WHERE nonce IS NOT NULL"));
    }

    private Task StartWithAsync(EncryptionKeys keys) =>
        new SchemaMigrator(Database.Connections.Dedicated, keys, TimeProvider.System, NullLogger<SchemaMigrator>.Instance).MigrateAsync(Ct);

    private async Task CertificatesAsync(params (string Domain, StoredText Stored)[] rows)
    {
        await using var connection = await Database.Source.OpenConnectionAsync(Ct);
        await connection.ExecuteAsync(
            "INSERT INTO cert_cache (domain, cert, nonce) VALUES (@domain, @cert, @nonce)",
            rows.Select(row => new { domain = row.Domain, cert = row.Stored.Text, nonce = row.Stored.Nonce }));
    }

    private async Task<List<StoredText>> CertificatesAsync()
    {
        await using var connection = await Database.Source.OpenConnectionAsync(Ct);
        return (await connection.QueryAsync<(string, string?)>("SELECT cert, nonce FROM cert_cache ORDER BY domain"))
            .Select(row => new StoredText(row.Item1, row.Item2))
            .ToList();
    }
}
