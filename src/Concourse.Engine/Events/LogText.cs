using System.Buffers;
using System.Text;
using Concourse.Core.Variables;

namespace Concourse.Engine.Events;

/// <summary>
/// Makes the text of a log from bytes that come in pieces, without the secrets seen so far. Whatever the pieces, the text is the
/// same. Held back are only bytes that may be the beginning of a secret or of a character; a prompt without a line's end is not.
/// One caller at a time.
/// </summary>
public sealed class LogText(SecretTracker secrets)
{
    // Beyond it a secret may show in part: output that is not taken in the end blocks the process.
    private const int LongestHeld = 256 * 1024;

    private readonly ArrayBufferWriter<byte> held = new();

    /// <summary>Number of bytes held back.</summary>
    public int Held => held.WrittenCount;

    /// <summary>The text that is certain with these bytes; may be empty.</summary>
    public string Append(ReadOnlySpan<byte> bytes)
    {
        if (held.WrittenCount == 0)
        {
            var length = Certain(bytes);
            held.Write(bytes[length..]);
            return secrets.Redact(bytes[..length]);
        }

        held.Write(bytes);
        return Take(Certain(held.WrittenSpan));
    }

    /// <summary>The text of what is held back: nothing follows.</summary>
    public string Complete() => Take(held.WrittenCount);

    private string Take(int length)
    {
        if (length == 0)
        {
            return "";
        }

        var text = secrets.Redact(held.WrittenSpan[..length]);
        var rest = held.WrittenSpan[length..].ToArray();
        held.ResetWrittenCount();
        held.Write(rest);
        return text;
    }

    private int Certain(ReadOnlySpan<byte> bytes)
    {
        var whole = bytes.Length - IncompleteRune(bytes);
        var safe = secrets.SafeLength(bytes);
        return bytes.Length - safe > LongestHeld ? whole : Math.Min(whole, safe);
    }

    /// <summary>Length of a character's beginning at the end, 0 to 3 bytes.</summary>
    private static int IncompleteRune(ReadOnlySpan<byte> bytes)
    {
        for (var length = 1; length <= Math.Min(3, bytes.Length); length++)
        {
            var tail = bytes[^length..];
            if ((tail[0] & 0xC0) != 0x80)
            {
                return Rune.DecodeFromUtf8(tail, out _, out _) == OperationStatus.NeedMoreData ? length : 0;
            }
        }

        return 0;
    }
}
