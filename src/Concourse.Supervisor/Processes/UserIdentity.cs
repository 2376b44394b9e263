namespace Concourse.Supervisor.Processes;

/// <summary>As whom a process runs.</summary>
/// <param name="Uid">User number.</param>
/// <param name="Gid">Primary group number.</param>
/// <param name="Groups">Supplementary groups.</param>
/// <param name="Home">Home directory; <c>/</c> for a number without an entry in /etc/passwd, as runc does.</param>
internal sealed record UserIdentity(uint Uid, uint Gid, IReadOnlyList<uint> Groups, string Home);
