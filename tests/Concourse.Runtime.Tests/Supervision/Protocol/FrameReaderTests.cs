using Concourse.Runtime.Supervision;
using Concourse.Runtime.Supervision.Protocol;
using CsCheck;

namespace Concourse.Runtime.Tests.Supervision.Protocol;

public sealed class FrameReaderTests
{
    private static readonly Gen<(FrameType Type, uint Channel, byte[] Payload)> GenFrame =
        from type in Gen.OneOfConst(Enum.GetValues<FrameType>())
        from channel in Gen.UInt
        from payload in Gen.OneOf(Gen.Byte.Array[0, 40], Gen.Byte.Array[FrameCodec.MaxPayload - 1, FrameCodec.MaxPayload])
        select (type, channel, payload);

    [Fact]
    public async Task Any_split_of_the_bytes_gives_the_same_frames() =>
        await Gen.Select(GenFrame.Array[1, 5], Gen.Int[1, 70_000].Array[1, 20]).SampleAsync(
            async input =>
            {
                var (frames, cuts) = input;
                var bytes = frames.SelectMany(f => FrameCodec.Encode(f.Type, f.Channel, f.Payload)).ToArray();
                var reader = new FrameReader(new CutStream(bytes, cuts));
                foreach (var expected in frames)
                {
                    var frame = await reader.ReadAsync(CancellationToken.None);
                    Assert.NotNull(frame);
                    Assert.Equal((expected.Type, expected.Channel), (frame.Value.Type, frame.Value.Channel));
                    Assert.True(expected.Payload.AsSpan().SequenceEqual(frame.Value.Payload.Span));
                }

                Assert.Null(await reader.ReadAsync(CancellationToken.None));
            },
            iter: 300);

    [Fact]
    public async Task One_byte_at_a_time_gives_the_same_frames()
    {
        byte[] bytes = [.. FrameCodec.Encode(FrameType.Stdout, 7, "hello"u8), .. FrameCodec.Encode(FrameType.Heartbeat, 0, [])];
        var reader = new FrameReader(new CutStream(bytes, [1]));
        Assert.Equal("hello"u8, (await reader.ReadAsync(TestContext.Current.CancellationToken))!.Value.Payload.Span);
        Assert.Equal(FrameType.Heartbeat, (await reader.ReadAsync(TestContext.Current.CancellationToken))!.Value.Type);
    }

    [Fact]
    public async Task Garbage_is_refused_and_never_crashes() =>
        await Gen.Byte.Array[0, 200].SampleAsync(
            async bytes =>
            {
                var reader = new FrameReader(new MemoryStream(bytes));
                try
                {
                    while (await reader.ReadAsync(CancellationToken.None) is not null)
                    {
                    }
                }
                catch (Exception e) when (e is ProtocolException or EndOfStreamException)
                {
                    // The two answers that garbage may get.
                }
            },
            iter: 5_000);

    [Fact]
    public async Task A_length_beyond_the_limit_is_refused_before_anything_is_allocated()
    {
        var reader = new FrameReader(new MemoryStream([0xFF, 0xFF, 0xFF, 0x7F, 1, 0, 0, 0, 0]));
        await Assert.ThrowsAsync<ProtocolException>(async () => await reader.ReadAsync(TestContext.Current.CancellationToken));
    }

    private sealed class CutStream(byte[] bytes, int[] cuts) : MemoryStream(bytes)
    {
        private int _next;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, cuts[_next++ % cuts.Length])], cancellationToken);
    }
}
