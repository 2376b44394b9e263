using System.Diagnostics;
using Concourse.Testing.Sandboxes;

namespace Concourse.Runtime.Tests.Supervision;

/// <summary>Shell scripts in a network, process and mount namespace of their own, and a folder of their own. Needs root.</summary>
internal sealed class NamespaceShell : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("namespace").FullName;

    /// <summary>Runs a script in the folder as process 1, with <c>$supervisor</c> the published binary.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> RunAsync(string script, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(
            "unshare", ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-ec", script])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["supervisor"] = SupervisorBinary.Path;
        using var process = Process.Start(info)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
