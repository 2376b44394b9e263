using Concourse.Runtime.Supervision.Protocol;

namespace Concourse.Supervisor.Processes;

/// <summary>What the trampoline is told, through an anonymous file: secrets in it never touch a disk or an argument list.</summary>
internal sealed record LaunchPlan
{
    public required string[] Command { get; init; }

    public required string[] Environment { get; init; }

    public required string Directory { get; init; }

    /// <summary>Null: stay who the supervisor is.</summary>
    public UserIdentity? User { get; init; }

    public bool Terminal { get; init; }

    public byte[] Encode()
    {
        var writer = new PayloadWriter()
            .Strings(Command)
            .Strings(Environment)
            .String(Directory)
            .Byte(Terminal ? (byte)1 : (byte)0)
            .Byte(User is null ? (byte)0 : (byte)1);
        if (User is not null)
        {
            writer.UInt32(User.Uid).UInt32(User.Gid).String(User.Home).UInt32((uint)User.Groups.Count);
            foreach (var group in User.Groups)
            {
                writer.UInt32(group);
            }
        }

        return writer.Written.ToArray();
    }

    public static LaunchPlan Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new PayloadReader(bytes);
        var plan = new LaunchPlan
        {
            Command = reader.Strings(),
            Environment = reader.Strings(),
            Directory = reader.String(),
            Terminal = reader.Byte() == 1,
        };
        if (reader.Byte() == 0)
        {
            return plan;
        }

        var (uid, gid, home) = (reader.UInt32(), reader.UInt32(), reader.String());
        var groups = new uint[reader.UInt32()];
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = reader.UInt32();
        }

        return plan with { User = new UserIdentity(uid, gid, groups, home) };
    }
}
