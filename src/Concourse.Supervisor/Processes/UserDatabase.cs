using System.Globalization;

namespace Concourse.Supervisor.Processes;

/// <summary>
/// /etc/passwd and /etc/group of the container, read by ourselves: a static binary must not call getpwnam, whose NSS plug-ins
/// are dynamic. Missing files are empty: a scratch image has users by number only.
/// </summary>
internal sealed class UserDatabase(IReadOnlyList<string> passwd, IReadOnlyList<string> group)
{
    public static UserDatabase Load(string root = "/") => new(
        ReadLines(Path.Combine(root, "etc/passwd")),
        ReadLines(Path.Combine(root, "etc/group")));

    /// <summary>Resolves <c>name</c>, <c>uid</c>, <c>name:group</c>, <c>uid:gid</c>.</summary>
    /// <exception cref="UnknownUserException">No such user or group.</exception>
    public UserIdentity Resolve(string user)
    {
        // With nothing after it, a colon names no group.
        user = user.TrimEnd(':');
        var colon = user.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? user : user[..colon];
        var entry = FindUser(name);
        if (entry is null && !uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw new UnknownUserException($"unable to find user {name}: no matching entries in passwd file");
        }

        var uid = entry?.Uid ?? uint.Parse(name, CultureInfo.InvariantCulture);
        var gid = colon < 0 ? entry?.Gid ?? 0 : FindGroup(user[(colon + 1)..]);
        // As with docker's --user: naming a group leaves the memberships of /etc/group out.
        var groups = colon < 0 && entry is not null ? MembershipsOf(entry.Name) : [];
        return new UserIdentity(uid, gid, groups, entry?.Home ?? "/");
    }

    private sealed record Entry(string Name, uint Uid, uint Gid, string Home);

    private Entry? FindUser(string nameOrUid)
    {
        Entry? byNumber = null;
        foreach (var line in passwd)
        {
            var fields = line.Split(':');
            if (fields.Length < 6 || !TryNumber(fields[2], out var uid) || !TryNumber(fields[3], out var gid))
            {
                continue;
            }

            var entry = new Entry(fields[0], uid, gid, fields[5].Length > 0 ? fields[5] : "/");
            if (entry.Name == nameOrUid)
            {
                return entry;
            }

            if (byNumber is null && fields[2] == nameOrUid)
            {
                byNumber = entry;
            }
        }

        return byNumber;
    }

    private uint FindGroup(string nameOrGid)
    {
        foreach (var line in group)
        {
            var fields = line.Split(':');
            if (fields.Length >= 3 && fields[0] == nameOrGid && TryNumber(fields[2], out var gid))
            {
                return gid;
            }
        }

        return TryNumber(nameOrGid, out var number)
            ? number
            : throw new UnknownUserException($"unable to find group {nameOrGid}: no matching entries in group file");
    }

    private List<uint> MembershipsOf(string name)
    {
        var groups = new List<uint>();
        foreach (var line in group)
        {
            var fields = line.Split(':');
            if (fields.Length >= 4 && fields[3].Split(',').Contains(name) && TryNumber(fields[2], out var gid))
            {
                groups.Add(gid);
            }
        }

        return groups;
    }

    private static bool TryNumber(string text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return []; // Unreadable for the image's own user: the same as not there.
        }
    }
}
