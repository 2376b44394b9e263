using Concourse.Supervisor.Native;

namespace Concourse.Supervisor.Volumes;

/// <summary>
/// Makes an artifact's root file system ours: main started from a near-empty image as root, and the image's files are copied
/// over <c>/</c>. What the engine mounted stays: /proc, /sys, /dev, volumes, and the files of its own in /etc.
/// </summary>
internal static class RootFileSystem
{
    /// <param name="source">A folder that holds what is to be in <c>/</c>.</param>
    public static void Unpack(string source)
    {
        var mountPoints = MountPoints(File.ReadAllLines("/proc/self/mounts"));
        using var root = RootedTree.Open("/");
        using var from = new TreePlace(Descriptors.Open(source, OpenFlags.PathOnly | OpenFlags.Directory), ".");
        TreeCopier.Copy(from, root, leaveOut: mountPoints.Contains);
    }

    /// <summary>Paths without their leading slash; the second field of each line, where blanks are octal escapes.</summary>
    private static HashSet<string> MountPoints(IEnumerable<string> mounts) =>
        [.. mounts.Select(line => line.Split(' ')[1].Replace("\\040", " ", StringComparison.Ordinal)[1..]).Where(path => path.Length > 0)];
}
