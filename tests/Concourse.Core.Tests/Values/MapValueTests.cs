using System.Text;
using Concourse.Core.Values;
using CsCheck;

namespace Concourse.Core.Tests.Values;

public sealed class MapValueTests
{
    // Characters of one to four bytes.
    private static readonly string[] Characters = ["a", "b", "\0", "~", "é", "߿", "語", "\ue000", "\uffff", "\U00010000", "😀"];
    private static readonly Gen<string> Key = Gen.Int[0, Characters.Length - 1].Select(i => Characters[i]).Array[0, 11].Select(string.Concat);
    private static readonly Gen<string> Prefix = Gen.Bool.Select(b => b ? "shared" : "");

    [Fact]
    public void Keys_are_sorted_by_their_utf_8_bytes_and_the_last_of_equal_ones_counts() => Gen.Select(Prefix, Key.Array[0, 60])
        .Sample(
            (prefix, keys) =>
            {
                var map = new MapValue(keys.Select((k, i) => new MapEntry(prefix + k, NumberValue.From(i))));
                var expected = keys.Index().GroupBy(k => prefix + k.Item, k => k.Index)
                    .OrderBy(g => Convert.ToHexString(Encoding.UTF8.GetBytes(g.Key)), StringComparer.Ordinal).ToArray();

                Assert.Equal(expected.Select(g => g.Key), map.Keys);
                Assert.All(expected, g => Assert.Equal(NumberValue.From(g.Max()), map[g.Key]));
                Assert.False(map.ContainsKey(prefix + "c"));
            },
            iter: 2000);

    [Fact]
    public void Keys_that_share_half_a_character_are_sorted_by_the_other_half()
    {
        // More than are inserted one by one; what follows the character falls while it rises.
        var keys = Enumerable.Range(0, 32).Select(i => $"{char.ConvertFromUtf32(0x1F600 + i)}{(char)('z' - i % 26)}").ToArray();

        Assert.Equal(keys, new MapValue(keys.Reverse().Select(k => new MapEntry(k, true))).Keys);
    }
}
