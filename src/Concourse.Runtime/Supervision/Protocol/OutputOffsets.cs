namespace Concourse.Runtime.Supervision.Protocol;

/// <summary>A position in each output of a process, in bytes since it began.</summary>
internal readonly record struct OutputOffsets(long Stdout, long Stderr)
{
    public byte[] Encode() => new PayloadWriter().Offset(Stdout).Offset(Stderr).Written.ToArray();

    public static OutputOffsets Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        return new OutputOffsets(reader.Offset(), reader.Offset());
    }
}
