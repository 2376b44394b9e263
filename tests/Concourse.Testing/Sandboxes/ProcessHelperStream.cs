using System.Diagnostics;
using Concourse.Runtime.Sandboxes;

namespace Concourse.Testing.Sandboxes;

/// <summary>A local <c>concourse-supervisor attach</c>; disposing ends it.</summary>
public sealed class ProcessHelperStream : IHelperStream
{
    private const int KeptDiagnostics = 4096;

    private readonly Process _process;
    private readonly Task _readingErrors;
    private string _diagnostics = "";

    private ProcessHelperStream(Process process)
    {
        _process = process;
        _readingErrors = ReadErrorsAsync();
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    public string Diagnostics => Volatile.Read(ref _diagnostics);

    public static ProcessHelperStream Start(params IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(SupervisorBinary.Path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new ProcessHelperStream(Process.Start(info)!);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync().ConfigureAwait(false);
        await _readingErrors.ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            var all = _diagnostics + line + "\n";
            Volatile.Write(ref _diagnostics, all[Math.Max(0, all.Length - KeptDiagnostics)..]);
        }
    }
}
