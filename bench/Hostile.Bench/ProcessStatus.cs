using System.Globalization;

namespace Hostile.Bench;

/// <summary>What Linux tells of a process.</summary>
internal static class ProcessStatus
{
    private const string Peak = "VmHWM:";

    /// <summary>The most memory that was resident so far; 0 when the process has ended.</summary>
    /// <param name="process">Its number, or <c>self</c>.</param>
    public static long PeakBytes(string process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith(Peak, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line[Peak.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
