namespace Concourse.Runtime.Supervision.Protocol;

/// <summary>A process to start and follow. May be larger than a frame: then it is sent in parts.</summary>
internal sealed record StartMessage
{
    /// <summary>Bytes; a start beyond this is refused. Its stdin is a resource's source, version and params.</summary>
    public const int MaxLength = 32 * 1024 * 1024;

    public required AttachMessage Attach { get; init; }

    public required string[] Command { get; init; }

    /// <summary>Added to the environment of main's image.</summary>
    public string[] Environment { get; init; } = [];

    /// <summary>Empty: main's own directory.</summary>
    public string Directory { get; init; } = "";

    /// <summary>Empty: main's own user.</summary>
    public string User { get; init; } = "";

    /// <summary>Null: pipes.</summary>
    public WindowSize? Terminal { get; init; }

    /// <summary>First bytes of stdin; all of them unless <see cref="KeepStdinOpen"/>.</summary>
    public byte[] Stdin { get; init; } = [];

    public bool KeepStdinOpen { get; init; }

    public byte[] Encode()
    {
        var writer = new PayloadWriter();
        Attach.Write(writer);
        return writer
            .Strings(Command)
            .Strings(Environment)
            .String(Directory)
            .String(User)
            .UInt16(Terminal?.Columns ?? 0)
            .UInt16(Terminal?.Rows ?? 0)
            .Byte(Terminal is null ? (byte)0 : (byte)1)
            .Byte(KeepStdinOpen ? (byte)1 : (byte)0)
            .Bytes(Stdin)
            .Written.ToArray();
    }

    public static StartMessage Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var attach = AttachMessage.Read(ref reader);
        var command = reader.Strings();
        var environment = reader.Strings();
        var directory = reader.String();
        var user = reader.String();
        var size = new WindowSize(reader.UInt16(), reader.UInt16());
        var terminal = reader.Byte() == 1;
        return new StartMessage
        {
            Attach = attach,
            Command = command.Length > 0 ? command : throw new ProtocolException("start without a command"),
            Environment = environment,
            Directory = directory,
            User = user,
            Terminal = terminal ? size : null,
            KeepStdinOpen = reader.Byte() == 1,
            Stdin = reader.Bytes().ToArray(),
        };
    }
}
