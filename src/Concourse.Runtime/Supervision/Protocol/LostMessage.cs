namespace Concourse.Runtime.Supervision.Protocol;

/// <summary>A process was ended from outside: its exit code, if there is one, means nothing.</summary>
/// <param name="Reason">For the user: <c>terminated</c> and the like.</param>
/// <param name="Length">Bytes of output that were saved.</param>
internal sealed record LostMessage(string Reason, OutputOffsets Length)
{
    public byte[] Encode() => new PayloadWriter().Offset(Length.Stdout).Offset(Length.Stderr).String(Reason).Written.ToArray();

    public static LostMessage Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var length = new OutputOffsets(reader.Offset(), reader.Offset());
        return new LostMessage(reader.String(), length);
    }
}
