namespace Concourse.Database.Encryption;

/// <summary>
/// The keys a server starts with. <paramref name="Current"/> encrypts new rows (null: plain text);
/// <paramref name="Old"/> is what existing rows may still be encrypted with. Raw key bytes.
/// </summary>
public sealed record EncryptionKeys(byte[]? Current = null, byte[]? Old = null)
{
    /// <summary>No encryption.</summary>
    public static EncryptionKeys None { get; } = new();

    /// <summary>The cipher of the current key.</summary>
    public ColumnCipher CurrentCipher => Current is null ? ColumnCipher.None : ColumnCipher.WithKey(Current);
}
