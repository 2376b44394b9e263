using Concourse.Supervisor.Native;

namespace Concourse.Supervisor.Volumes;

/// <summary>Ownership, permissions and time of something written into a tree.</summary>
/// <param name="Uid">Owner.</param>
/// <param name="Gid">Group.</param>
/// <param name="Mode">Permission bits with setuid, setgid and sticky.</param>
/// <param name="ModifiedSeconds">Since 1970.</param>
/// <param name="ModifiedNanoseconds">Within the second.</param>
internal readonly record struct EntryAttributes(uint Uid, uint Gid, uint Mode, long ModifiedSeconds, long ModifiedNanoseconds)
{
    public static EntryAttributes Of(FileStatus status) =>
        new(status.Uid, status.Gid, status.Mode, status.ModifiedSeconds, status.ModifiedNanoseconds);
}
