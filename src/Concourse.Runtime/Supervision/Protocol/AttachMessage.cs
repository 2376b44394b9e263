namespace Concourse.Runtime.Supervision.Protocol;

/// <summary>Whom to follow, and from where.</summary>
/// <param name="Id">The process's id.</param>
/// <param name="From">Offsets of the first bytes wanted.</param>
/// <param name="Limit">Offsets up to which output may be sent before more <see cref="FrameType.Credit"/> comes.</param>
internal sealed record AttachMessage(string Id, OutputOffsets From, OutputOffsets Limit)
{
    public void Write(PayloadWriter writer) => writer
        .String(Id)
        .Offset(From.Stdout).Offset(From.Stderr)
        .Offset(Limit.Stdout).Offset(Limit.Stderr);

    public byte[] Encode()
    {
        var writer = new PayloadWriter();
        Write(writer);
        return writer.Written.ToArray();
    }

    public static AttachMessage Read(ref PayloadReader reader) => new(
        reader.String(),
        new OutputOffsets(reader.Offset(), reader.Offset()),
        new OutputOffsets(reader.Offset(), reader.Offset()));

    public static AttachMessage Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        return Read(ref reader);
    }
}
