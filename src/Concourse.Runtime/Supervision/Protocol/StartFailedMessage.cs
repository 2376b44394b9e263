namespace Concourse.Runtime.Supervision.Protocol;

/// <summary>A process could not be started.</summary>
/// <param name="ExecutableNotFound">Its command does not exist.</param>
/// <param name="Errno">The system's error number; 0 when there is none.</param>
/// <param name="Message">For the user.</param>
internal sealed record StartFailedMessage(bool ExecutableNotFound, int Errno, string Message)
{
    public byte[] Encode() =>
        new PayloadWriter().Byte(ExecutableNotFound ? (byte)1 : (byte)0).Int32(Errno).String(Message).Written.ToArray();

    public static StartFailedMessage Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        return new StartFailedMessage(reader.Byte() == 1, reader.Int32(), reader.String());
    }
}
