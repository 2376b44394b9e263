using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace ResourceTypes.Git;

/// <summary>Looks into SSH's private keys.</summary>
internal static partial class PrivateKeys
{
    private static readonly byte[] Magic = Encoding.ASCII.GetBytes("openssh-key-v1\0");

    /// <summary>Whether a passphrase is needed, which ssh would ask for in vain.</summary>
    public static bool IsEncrypted(string pem) =>
        pem.Contains("ENCRYPTED", StringComparison.Ordinal) || (OpenSsh().Match(pem) is { Success: true } key && CipherOf(key.Groups["body"].Value) is not (null or "none"));

    // OpenSSH's own format: the magic word, then the cipher's name behind its length.
    private static string? CipherOf(string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length) || !bytes.AsSpan(0, length).StartsWith(Magic))
        {
            return null;
        }

        var rest = bytes.AsSpan(Magic.Length, length - Magic.Length);
        if (rest.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32BigEndian(rest) is var size && size > rest.Length - sizeof(uint))
        {
            return null;
        }

        return Encoding.ASCII.GetString(rest.Slice(sizeof(uint), (int)size));
    }

    [GeneratedRegex("-----BEGIN OPENSSH PRIVATE KEY-----(?<body>[A-Za-z0-9+/=\\s]+)-----END")]
    private static partial Regex OpenSsh();
}
