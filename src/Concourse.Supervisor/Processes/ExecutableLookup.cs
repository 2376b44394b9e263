using Concourse.Supervisor.Native;

namespace Concourse.Supervisor.Processes;

/// <summary>Finds a command in the PATH of the environment that the process will have, as the process's user.</summary>
internal static unsafe class ExecutableLookup
{
    private const uint AnyExecuteBit = 0x49; // 0111
    private const uint BasicStatus = 0x7FF;

    /// <exception cref="LaunchFailedException">Nothing of that name can be executed.</exception>
    public static string Find(string command, IReadOnlyList<string> environment)
    {
        if (command.Contains('/', StringComparison.Ordinal))
        {
            return command;
        }

        const string variable = "PATH=";
        var path = environment.LastOrDefault(e => e.StartsWith(variable, StringComparison.Ordinal))?[variable.Length..] ?? "";
        foreach (var folder in path.Split(':'))
        {
            var candidate = Path.Combine(folder.Length == 0 ? "." : folder, command);
            if (command.Length > 0 && IsExecutable(candidate))
            {
                return candidate;
            }
        }

        throw new LaunchFailedException(true, Errno.NotFound, $"exec: \"{command}\": executable file not found in $PATH");
    }

    private static bool IsExecutable(string path)
    {
        FileStatus status;
        return Libc.StatusAt(Descriptors.CurrentDirectory, path, 0, BasicStatus, &status) == 0
            && status.Kind == FileKind.Regular
            && (status.Mode & AnyExecuteBit) != 0;
    }
}
