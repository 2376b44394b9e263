using Concourse.Runtime.Supervision.Protocol;
using CsCheck;

namespace Concourse.Runtime.Tests.Supervision.Protocol;

public sealed class MessageTests
{
    private static readonly Gen<long> GenOffset = Gen.Long[0, long.MaxValue];
    private static readonly Gen<OutputOffsets> GenOffsets = Gen.Select(GenOffset, GenOffset, (a, b) => new OutputOffsets(a, b));

    [Fact]
    public void A_start_survives_the_wire() =>
        Gen.Select(Gen.String[1, 20], Gen.String.Array[1, 5], Gen.String.Array[0, 5], Gen.Byte.Array[0, 100], Gen.Bool, GenOffsets)
            .Sample(input =>
            {
                var (id, command, environment, stdin, terminal, from) = input;
                var start = new StartMessage
                {
                    Attach = new AttachMessage(id, from, from),
                    Command = command,
                    Environment = environment,
                    Directory = "/dir",
                    User = "user",
                    Terminal = terminal ? new WindowSize(500, 400) : null,
                    Stdin = stdin,
                    KeepStdinOpen = !terminal,
                };
                var read = StartMessage.Decode(start.Encode());
                Assert.Equal(start.Attach, read.Attach);
                Assert.Equal(start.Command, read.Command);
                Assert.Equal(start.Environment, read.Environment);
                Assert.Equal(start.Terminal, read.Terminal);
                Assert.Equal(start.Stdin, read.Stdin);
                Assert.Equal(("/dir", "user", !terminal), (read.Directory, read.User, read.KeepStdinOpen));
            });

    [Fact]
    public void Garbage_is_refused_by_every_message_and_never_crashes() =>
        Gen.Byte.Array[0, 120].Sample(
            bytes =>
            {
                Refuses(() => StartMessage.Decode(bytes));
                Refuses(() => AttachMessage.Decode(bytes));
                Refuses(() => ExitMessage.Decode(bytes));
                Refuses(() => LostMessage.Decode(bytes));
                Refuses(() => StartFailedMessage.Decode(bytes));
                Refuses(() => FailedMessage.Decode(bytes));
                Refuses(() => HelloMessage.Decode(bytes));
            },
            iter: 5_000);

    [Fact]
    public void A_count_that_the_payload_cannot_hold_is_refused_before_anything_is_allocated()
    {
        var bytes = new PayloadWriter().UInt32(uint.MaxValue).Written.ToArray();
        Assert.Throws<ProtocolException>(() =>
        {
            var reader = new PayloadReader(bytes);
            reader.Strings();
        });
    }

    private static void Refuses(Action decode)
    {
        try
        {
            decode();
        }
        catch (ProtocolException)
        {
            // The answer that garbage may get.
        }
    }
}
