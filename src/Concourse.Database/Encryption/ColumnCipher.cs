using System.Security.Cryptography;
using System.Text;

namespace Concourse.Database.Encryption;

/// <summary>
/// Encrypts and decrypts single columns: AES-GCM with a random 96-bit nonce per write and a 128-bit tag
/// appended to the ciphertext, both stored as lower-case hexadecimal text. Without a key it stores plain text.
/// Safe for concurrent use. Format: database chapter §3.2.
/// </summary>
public sealed class ColumnCipher
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[]? key;

    private ColumnCipher(byte[]? key) => this.key = key;

    /// <summary>Stores plain text and refuses to read anything encrypted.</summary>
    public static ColumnCipher None { get; } = new(null);

    /// <summary>Whether columns are encrypted at all.</summary>
    public bool Encrypts => key is not null;

    /// <summary>A cipher with the given key of 16, 24 or 32 bytes.</summary>
    /// <exception cref="ColumnCipherException">The key has another length.</exception>
    public static ColumnCipher WithKey(ReadOnlySpan<byte> key) => key.Length is 16 or 24 or 32
        ? new ColumnCipher(key.ToArray())
        : throw new ColumnCipherException(
            $"failed to construct AES cipher: invalid key size {key.Length}; an encryption key has 16, 24 or 32 bytes");

    /// <summary>Encrypts a text, or returns it as it is when no key is configured.</summary>
    public StoredText Encrypt(string plain)
    {
        if (key is null)
        {
            return new StoredText(plain, null);
        }

        Span<byte> nonce = stackalloc byte[NonceBytes];
        RandomNumberGenerator.Fill(nonce);
        var plainBytes = Encoding.UTF8.GetBytes(plain);
        var sealedBytes = new byte[plainBytes.Length + TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plainBytes, sealedBytes.AsSpan(0, plainBytes.Length), sealedBytes.AsSpan(plainBytes.Length));
        return new StoredText(Convert.ToHexStringLower(sealedBytes), Convert.ToHexStringLower(nonce));
    }

    /// <summary>Reads a text written by <see cref="Encrypt"/>.</summary>
    /// <exception cref="ColumnCipherException">Encrypted without a key here, plain with one, or encrypted with another key.</exception>
    public string Decrypt(StoredText stored)
    {
        if (key is null)
        {
            return stored.Nonce is null
                ? stored.Text
                : throw new ColumnCipherException("failed to decrypt data that is encrypted; configure the encryption key it was written with");
        }

        if (stored.Nonce is null)
        {
            throw new ColumnCipherException("failed to decrypt data that is not encrypted");
        }

        try
        {
            var sealedBytes = Convert.FromHexString(stored.Text);
            var plainLength = sealedBytes.Length - TagBytes;
            if (plainLength < 0)
            {
                throw new ColumnCipherException("failed to decrypt data: it is shorter than an authentication tag");
            }

            var plain = new byte[plainLength];
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(Convert.FromHexString(stored.Nonce), sealedBytes.AsSpan(0, plainLength), sealedBytes.AsSpan(plainLength), plain);
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            throw new ColumnCipherException("failed to decrypt data: it was written with another encryption key or is damaged", e);
        }
    }

    /// <summary>Reads a text, taking a missing nonce for plain text even with a key (builds.private_plan).</summary>
    public string DecryptOrPlain(StoredText stored) => stored.Nonce is null ? stored.Text : Decrypt(stored);
}
