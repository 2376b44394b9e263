using System.Diagnostics;
using System.Globalization;

namespace Concourse.EndToEnd.Tests.World;

/// <summary>
/// A folder named after this process. Making one removes those of processes that were killed before they could; a number that
/// another process has by now only puts that off.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Prefix = "cc-e2e-";

    private TemporaryFolder(string path) => Path = path;

    public string Path { get; }

    public static TemporaryFolder Create(string parent)
    {
        foreach (var left in Directory.EnumerateDirectories(parent, Prefix + "*").Where(IsLeft))
        {
            Delete(left);
        }

        return new TemporaryFolder(Directory.CreateDirectory(
            System.IO.Path.Combine(parent, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}")).FullName);
    }

    public void Dispose() => Delete(Path);

    private static bool IsLeft(string folder)
    {
        var process = System.IO.Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
        return int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && Array.TrueForAll(Process.GetProcesses(), running => running.Id != id);
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another run sweeps too.
        }
    }
}
