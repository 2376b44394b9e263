using System.Text;
using Concourse.Core.Variables;
using Concourse.Engine.Events;
using CsCheck;

namespace Concourse.Engine.Tests.Events;

/// <summary>Log text without secrets, whatever the pieces that the output comes in (engine chapter §15.5).</summary>
public sealed class LogTextTests
{
    // Few letters, so that secrets meet, overlap, repeat themselves and are cut; a line's end, blanks, and characters of several bytes.
    private static readonly Gen<string> Words = OneOf("a", "b", "ab", "é", "€", " ", "\n").Array[0, 6].Select(string.Concat);

    private static readonly Gen<byte[]> Output =
        Gen.OneOf(Words.Select(Encoding.UTF8.GetBytes), OneOf<byte[]>([0xC3], [0xE2, 0x82], [0x82], [0xFF])).Array[0, 8].Select(a => a.SelectMany(b => b).ToArray());

    [Fact]
    public void The_text_is_the_same_however_the_output_is_cut() =>
        Gen.Select(Words.Array[0, 4], Output, Gen.Int[1, 5].Array[1, 60]).Sample((secrets, output, lengths) =>
        {
            var tracker = Secrets(secrets);
            var text = new LogText(tracker);
            var all = new StringBuilder();
            var at = 0;
            foreach (var length in lengths.TakeWhile(_ => at < output.Length))
            {
                var next = Math.Min(output.Length, at + length);
                all.Append(text.Append(output.AsSpan(at, next - at)));
                at = next;
                Assert.True(text.Held == 0 || MayBeHeld(output[(at - text.Held)..at], secrets), $"holds {text.Held} bytes of {at}");
            }

            all.Append(text.Append(output.AsSpan(at))).Append(text.Complete());

            Assert.Equal(tracker.Redact(output), all.ToString());
            Assert.Equal(0, text.Held);
        });

    [Theory]
    [InlineData("tok", "en", "((redacted))")]
    [InlineData("a tok", "yo", "a tokyo")]
    [InlineData("Continue? [yN] ", "", "Continue? [yN] ")]
    [InlineData("-----BEGIN\r\nAB", "CD\r\n-----END", "-----BEGIN\r\n((redacted))\r\n-----END")]
    public void A_secret_is_recognised_across_pieces_and_nothing_else_is_changed(string first, string second, string shown)
    {
        var text = new LogText(Secrets(["token", "ABCD\n  EFGH\n"]));

        Assert.Equal(
            shown,
            text.Append(Encoding.UTF8.GetBytes(first)) + text.Append(Encoding.UTF8.GetBytes(second)) + text.Complete());
    }

    [Fact]
    public void A_prompt_without_a_lines_end_is_shown_at_once() =>
        Assert.Equal("Password: ", new LogText(Secrets(["token"])).Append("Password: "u8));

    [Fact]
    public void What_may_be_a_secrets_beginning_is_given_up_when_the_output_ends()
    {
        var text = new LogText(Secrets(["token"]));

        Assert.Equal("a ", text.Append("a tok"u8));
        Assert.Equal("tok", text.Complete());
    }

    [Fact]
    public void Without_secrets_nothing_is_allocated_but_the_text()
    {
        var output = "a line of a log\n"u8.ToArray();
        var text = new LogText(new SecretTracker());
        text.Append(output);

        Assert.Equal(Allocated(() => Encoding.UTF8.GetString(output)), Allocated(() => text.Append(output)));

        static long Allocated(Func<string> act)
        {
            act();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                act();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static SecretTracker Secrets(IReadOnlyList<string> values)
    {
        var secrets = new SecretTracker();
        foreach (var value in values)
        {
            secrets.Track(value);
        }

        return secrets;
    }

    /// <summary>A character's beginning, or a secret's, perhaps behind secrets that it would be one with.</summary>
    private static bool MayBeHeld(byte[] held, IReadOnlyList<string> secrets)
    {
        var pieces = secrets.SelectMany(s => s.Split('\n')).Select(p => Encoding.UTF8.GetBytes(p.Trim())).Where(p => p.Length > 1).ToArray();
        for (var length = 1; length <= held.Length; length++)
        {
            foreach (var piece in pieces)
            {
                if (length < piece.Length && held.AsSpan().EndsWith(piece.AsSpan(0, length))
                    && (length == held.Length || pieces.Any(p => held.AsSpan().StartsWith(p))))
                {
                    return true;
                }
            }
        }

        return held.Length <= 3 && held[0] >= 0xC0;
    }
}
