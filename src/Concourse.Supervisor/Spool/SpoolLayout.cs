using Concourse.Runtime.Supervision.Protocol;

namespace Concourse.Supervisor.Spool;

/// <summary>
/// Where things lie in the state directory that main and helper share. It is private to the sandbox, so its files may be
/// readable and writable for anyone: main runs as the image's user, the helper as another, and whoever else could reach them
/// is the step itself, which can only spoil its own output.
/// </summary>
internal sealed class SpoolLayout(string stateDirectory)
{
    /// <summary>Bytes per segment file. A stream's byte n lies in segment n / <see cref="SegmentSize"/>.</summary>
    public const long SegmentSize = 1024 * 1024;

    public string ControlSocket { get; } = Path.Combine(stateDirectory, "control.sock");

    public string EpochFile { get; } = Path.Combine(stateDirectory, "epoch");

    /// <summary>Where each process has a folder named after its id.</summary>
    public string Processes { get; } = Path.Combine(stateDirectory, "spool");

    public string StateDirectory { get; } = stateDirectory;

    public string ProcessFolder(string id) => IsValidId(id)
        ? Path.Combine(Processes, id)
        : throw new ProtocolException("a process id holds letters, digits, '.', '-' and '_' only, at most 128");

    public static string Segment(string processFolder, OutputStream stream, long index) =>
        Path.Combine(processFolder, $"{Name(stream)}.{index}");

    public static string ExitRecordFile(string processFolder) => Path.Combine(processFolder, "exit");

    public static bool IsValidId(string id) =>
        id.Length is > 0 and <= 128 && id[0] != '.' && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    /// <summary>Indexes of the segments that exist, ascending.</summary>
    public static long[] SegmentIndexes(string processFolder, OutputStream stream) =>
        [.. Directory.EnumerateFiles(processFolder, Name(stream) + ".*")
            .Select(path => long.TryParse(Path.GetExtension(path).AsSpan(1), out var index) ? index : -1)
            .Where(index => index >= 0)
            .Order()];

    private static string Name(OutputStream stream) => stream == OutputStream.Stdout ? "stdout" : "stderr";
}
