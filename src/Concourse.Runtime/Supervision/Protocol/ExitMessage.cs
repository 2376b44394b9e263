namespace Concourse.Runtime.Supervision.Protocol;

/// <summary>A process ended by itself.</summary>
/// <param name="Code">Exit code; of no meaning when a signal ended it.</param>
/// <param name="Signal">Number of the signal that ended it; 0 when none did.</param>
/// <param name="Length">Bytes of output in all.</param>
internal readonly record struct ExitMessage(int Code, int Signal, OutputOffsets Length)
{
    public byte[] Encode() =>
        new PayloadWriter().Int32(Code).Int32(Signal).Offset(Length.Stdout).Offset(Length.Stderr).Written.ToArray();

    public static ExitMessage Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        return new ExitMessage(reader.Int32(), reader.Int32(), new OutputOffsets(reader.Offset(), reader.Offset()));
    }
}
