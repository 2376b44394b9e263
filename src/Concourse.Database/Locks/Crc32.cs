using System.Text;

namespace Concourse.Database.Locks;

/// <summary>CRC-32 as in IEEE 802.3 and zlib, over UTF-8, reinterpreted as a signed number: how upstream turns names into lock keys.</summary>
internal static class Crc32
{
    private const uint ReversedPolynomial = 0xEDB88320;

    public static int OfText(string text)
    {
        var crc = uint.MaxValue;
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ ReversedPolynomial : crc >> 1;
            }
        }

        return unchecked((int)~crc);
    }
}
