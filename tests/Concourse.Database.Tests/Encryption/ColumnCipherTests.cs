using System.Text;
using Concourse.Database.Encryption;

namespace Concourse.Database.Tests.Encryption;

public sealed class ColumnCipherTests
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("AES256Key-32Characters1234567890");

    // Test cases 1, 2, 13 and 14 of McGrew and Viega, "The Galois/Counter Mode of Operation" (also in NIST's GCM vectors):
    // all-zero key and nonce, plain text empty or sixteen zero bytes, no associated data; ciphertext then tag.
    [Theory]
    [InlineData(16, 0, "58e2fccefa7e3061367f1d57a4e7455a")]
    [InlineData(16, 16, "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf")]
    [InlineData(32, 0, "530f8afbc74536b9a963b4f1c4cb738b")]
    [InlineData(32, 16, "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919")]
    public void Reads_the_published_vectors(int keyBytes, int plainBytes, string sealedHex)
    {
        var cipher = ColumnCipher.WithKey(new byte[keyBytes]);

        Assert.Equal(new string('\0', plainBytes), cipher.Decrypt(new StoredText(sealedHex, new string('0', 24))));
    }

    [Fact]
    public void Writes_lower_case_hexadecimal_with_a_new_nonce_each_time()
    {
        var cipher = ColumnCipher.WithKey(Key);

        var first = cipher.Encrypt("grüße");
        var second = cipher.Encrypt("grüße");

        Assert.Matches("^[0-9a-f]{46}$", first.Text);
        Assert.Matches("^[0-9a-f]{24}$", first.Nonce);
        Assert.NotEqual(first, second);
        Assert.Equal("grüße", cipher.Decrypt(first));
    }

    [Fact]
    public void Stores_plain_text_without_a_key() => Assert.Equal(new StoredText("text", null), ColumnCipher.None.Encrypt("text"));

    [Fact]
    public void Refuses_to_read_the_encrypted_without_a_key_and_the_plain_with_one()
    {
        var cipher = ColumnCipher.WithKey(Key);

        Assert.StartsWith(
            "failed to decrypt data that is encrypted",
            Assert.Throws<ColumnCipherException>(() => ColumnCipher.None.Decrypt(cipher.Encrypt("text"))).Message,
            StringComparison.Ordinal);
        Assert.Equal(
            "failed to decrypt data that is not encrypted",
            Assert.Throws<ColumnCipherException>(() => cipher.Decrypt(new StoredText("text", null))).Message);
        Assert.Equal("text", cipher.DecryptOrPlain(new StoredText("text", null)));
    }

    [Fact]
    public void Refuses_what_was_changed_or_written_with_another_key()
    {
        var stored = ColumnCipher.WithKey(Key).Encrypt("text");
        var changed = stored with { Text = (stored.Text[0] == '0' ? '1' : '0') + stored.Text[1..] };

        Assert.Throws<ColumnCipherException>(() => ColumnCipher.WithKey(Key).Decrypt(changed));
        Assert.Throws<ColumnCipherException>(() => ColumnCipher.WithKey(new byte[32]).Decrypt(stored));
        Assert.Throws<ColumnCipherException>(() => ColumnCipher.WithKey(Key).Decrypt(stored with { Text = "zz" }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(33)]
    public void Refuses_a_key_of_another_length(int bytes) => Assert.StartsWith(
        "failed to construct AES cipher: ",
        Assert.Throws<ColumnCipherException>(() => ColumnCipher.WithKey(new byte[bytes])).Message,
        StringComparison.Ordinal);
}
