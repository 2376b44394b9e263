using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Concourse.Auth.Tokens;

/// <summary>
/// Access tokens as clients hold them: 20 random bytes and the expiry in unix seconds (little-endian, 8 bytes), in the standard
/// base64 alphabet without padding, 38 characters (auth.md §4). They mean nothing by themselves; the database knows the claims.
/// </summary>
public static class OpaqueToken
{
    private const int RandomBytes = 20;
    private const int Length = RandomBytes + sizeof(long);

    public static string Generate(DateTimeOffset expiry)
    {
        Span<byte> bytes = stackalloc byte[Length];
        RandomNumberGenerator.Fill(bytes[..RandomBytes]);
        return Encode(bytes, expiry);
    }

    /// <summary>When a token ends; null for a text that is no token.</summary>
    public static DateTimeOffset? Expiry(string token)
    {
        Span<byte> bytes = stackalloc byte[Length + 2];
        if (!Convert.TryFromBase64String(token.PadRight((token.Length + 3) / 4 * 4, '='), bytes, out var written) || written != Length)
        {
            return null;
        }

        var seconds = BinaryPrimitives.ReadInt64LittleEndian(bytes[RandomBytes..]);
        return seconds is >= 0 and <= 253402300799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
    }

    internal static string Encode(Span<byte> bytes, DateTimeOffset expiry)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes[RandomBytes..], expiry.ToUnixTimeSeconds());
        return Convert.ToBase64String(bytes).TrimEnd('=');
    }
}
