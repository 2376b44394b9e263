using ResourceTypes.Protocol;

namespace ResourceTypes.RegistryImage;

/// <summary>Finds an entry's place as the kernel would if the folder were the root: links never lead outside.</summary>
internal static class RootfsPath
{
    private const int LinkLimit = 255;

    /// <summary>Absolute path of <paramref name="entry"/>; the last part is not followed when it is a link.</summary>
    /// <exception cref="ResourceException">Links form a circle.</exception>
    public static string Resolve(string root, string entry)
    {
        var pending = new LinkedList<string>(Parts(entry));
        var resolved = new List<string>();
        var links = 0;
        while (pending.First?.Value is { } part)
        {
            pending.RemoveFirst();
            if (part == "..")
            {
                resolved.RemoveRange(Math.Max(0, resolved.Count - 1), Math.Min(1, resolved.Count));
                continue;
            }

            var target = pending.Count == 0 ? null : new FileInfo(Path.Join([root, .. resolved, part])).LinkTarget;
            if (target is null)
            {
                resolved.Add(part);
                continue;
            }

            if (++links > LinkLimit)
            {
                throw new ResourceException($"too many links on the way to {entry}");
            }

            if (target.StartsWith('/'))
            {
                resolved.Clear();
            }

            foreach (var inner in Parts(target).Reverse())
            {
                pending.AddFirst(inner);
            }
        }

        return resolved.Count == 0 ? root : Path.Join([root, .. resolved]);
    }

    private static IEnumerable<string> Parts(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");
}
