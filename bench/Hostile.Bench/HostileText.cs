using System.Text;

namespace Hostile.Bench;

/// <summary>A text that somebody may send as a pipeline to see what happens.</summary>
/// <param name="Name">What it consists of.</param>
/// <param name="Start">Its beginning.</param>
/// <param name="Piece">What follows again and again; <c>{0}</c> stands for a number that grows, <c>{1}</c> for a random one.</param>
/// <param name="End">How the message ends that refuses it; empty: it means something.</param>
public sealed record HostileText(string Name, string Start, string Piece, string End)
{
    /// <summary>How many bytes of pieces are written.</summary>
    public int Size { get; init; } = 10 << 20;

    /// <summary>Whether this is what comes of it.</summary>
    public bool Expects(string message) => End.Length == 0 ? message.Length == 0 : message.EndsWith(End, StringComparison.Ordinal);

    public override string ToString() => Name;

    /// <summary>The text in UTF-8. The same each time.</summary>
    public byte[] Bytes()
    {
        var text = new MemoryStream(Start.Length + Size + 100);
        text.Write(Encoding.UTF8.GetBytes(Start));
        if (Piece.Contains("{0}", StringComparison.Ordinal) || Piece.Contains("{1}", StringComparison.Ordinal))
        {
            var random = new Random(1);
            for (var i = 0; text.Length < Size; i++)
            {
                text.Write(Encoding.UTF8.GetBytes(Piece
                    .Replace("{0}", $"{i}", StringComparison.Ordinal).Replace("{1}", $"{random.NextInt64():x}", StringComparison.Ordinal)));
            }
        }
        else
        {
            var piece = Encoding.UTF8.GetBytes(Piece);
            for (var left = Size; piece.Length > 0 && left >= piece.Length; left -= piece.Length)
            {
                text.Write(piece);
            }
        }

        return text.ToArray();
    }
}
