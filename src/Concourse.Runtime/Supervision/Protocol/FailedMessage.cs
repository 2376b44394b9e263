namespace Concourse.Runtime.Supervision.Protocol;

/// <summary>A request could not be done; the connection goes on.</summary>
/// <param name="NotFound">What was asked for does not exist.</param>
/// <param name="Message">For the user.</param>
internal sealed record FailedMessage(bool NotFound, string Message)
{
    public byte[] Encode() => new PayloadWriter().Byte(NotFound ? (byte)1 : (byte)0).String(Message).Written.ToArray();

    public static FailedMessage Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        return new FailedMessage(reader.Byte() == 1, reader.String());
    }
}
