using System.Globalization;
using Concourse.Runtime.Supervision.Protocol;
using Concourse.Supervisor.Native;

namespace Concourse.Supervisor.Spool;

/// <summary>
/// How a process ended, on disk: written once, aside and renamed, after its last byte of output. It outlives main.
/// </summary>
internal abstract record ExitRecord
{
    private ExitRecord()
    {
    }

    /// <summary>Ended by itself.</summary>
    public sealed record Exited(ExitMessage Exit) : ExitRecord;

    /// <summary>Never began.</summary>
    public sealed record StartFailed(StartFailedMessage Failure) : ExitRecord;

    /// <summary>Ended from outside.</summary>
    public sealed record Lost(LostMessage Loss) : ExitRecord;

    public FrameType FrameType => this switch
    {
        Exited => FrameType.Exited,
        StartFailed => FrameType.StartFailed,
        _ => FrameType.Lost,
    };

    public byte[] Payload => this switch
    {
        Exited exited => exited.Exit.Encode(),
        StartFailed failed => failed.Failure.Encode(),
        Lost lost => lost.Loss.Encode(),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>Bytes of output to deliver before the record.</summary>
    public OutputOffsets Length => this switch
    {
        Exited exited => exited.Exit.Length,
        Lost lost => lost.Loss.Length,
        _ => default,
    };

    public static ExitRecord Decode(FrameType type, ReadOnlySpan<byte> payload) => type switch
    {
        FrameType.Exited => new Exited(ExitMessage.Decode(payload)),
        FrameType.StartFailed => new StartFailed(StartFailedMessage.Decode(payload)),
        FrameType.Lost => new Lost(LostMessage.Decode(payload)),
        _ => throw new ProtocolException(string.Create(CultureInfo.InvariantCulture, $"{type} is no end of a process")),
    };

    public void Save(string processFolder)
    {
        var aside = SpoolLayout.ExitRecordFile(processFolder) + ".new";
        using (var file = Descriptors.Open(aside, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Truncate | OpenFlags.NoFollow, 0x1B6))
        {
            Descriptors.WriteAll(file, FrameCodec.Encode(FrameType, 0, Payload));
        }

        File.Move(aside, SpoolLayout.ExitRecordFile(processFolder), overwrite: true);
    }

    /// <summary>
    /// The record; null while the process runs, when main died before it could write one, or when the machine's power went
    /// before the disk had all of it.
    /// </summary>
    public static ExitRecord? TryLoad(string processFolder)
    {
        using var file = Descriptors.TryOpen(SpoolLayout.ExitRecordFile(processFolder), OpenFlags.ReadOnly | OpenFlags.NoFollow);
        if (file is null)
        {
            return null;
        }

        Span<byte> headerBytes = stackalloc byte[FrameCodec.HeaderLength];
        try
        {
            if (!Descriptors.TryReadExactly(file, headerBytes))
            {
                return null;
            }

            var header = FrameCodec.ReadHeader(headerBytes);
            var payload = new byte[header.Length];
            Descriptors.TryReadExactly(file, payload);
            return Decode(header.Type, payload);
        }
        catch (Exception e) when (e is EndOfStreamException or ProtocolException)
        {
            return null;
        }
    }

    /// <summary>What to say of a process whose supervisor is gone and left no record.</summary>
    public static ExitRecord LostWithMain(string processFolder, string reason) => new Lost(new LostMessage(
        reason,
        new OutputOffsets(
            SpoolReader.LengthOnDisk(processFolder, OutputStream.Stdout),
            SpoolReader.LengthOnDisk(processFolder, OutputStream.Stderr))));
}
