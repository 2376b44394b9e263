namespace Concourse.Runtime.Supervision.Protocol;

/// <summary>A process exists.</summary>
/// <param name="AlreadyStarted">It was started before this request.</param>
/// <param name="StdinTaken">Bytes of live stdin (after those of the start) taken so far.</param>
internal readonly record struct StartedMessage(bool AlreadyStarted, long StdinTaken)
{
    public byte[] Encode() => new PayloadWriter().Byte(AlreadyStarted ? (byte)1 : (byte)0).Offset(StdinTaken).Written.ToArray();

    public static StartedMessage Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        return new StartedMessage(reader.Byte() == 1, reader.Offset());
    }
}
