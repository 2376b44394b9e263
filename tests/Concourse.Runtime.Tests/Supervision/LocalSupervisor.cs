using System.Diagnostics;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Supervision;
using Concourse.Testing.Sandboxes;

namespace Concourse.Runtime.Tests.Supervision;

/// <summary>A real supervisor on a folder of its own, without a container around it.</summary>
internal sealed class LocalSupervisor : IAsyncDisposable
{
    private readonly Process _main;

    public LocalSupervisor(params string[] options)
    {
        Folder = Directory.CreateTempSubdirectory("supervisor").FullName;
        State = Directory.CreateDirectory(Path.Combine(Folder, "state")).FullName;
        Volumes = Directory.CreateDirectory(Path.Combine(Folder, "volumes")).FullName;
        _main = Process.Start(new ProcessStartInfo(SupervisorBinary.Path, ["run", "--state", State, "--grace", "1", .. options]))!;
    }

    public string Folder { get; }

    public string State { get; }

    public string Volumes { get; }

    public int ProcessId => _main.Id;

    public Task<IHelperStream> OpenHelperAsync(CancellationToken cancellationToken) => Task.FromResult<IHelperStream>(
        ProcessHelperStream.Start("attach", "--state", State, "--wait", "30", "--volumes", Volumes));

    public SupervisorClient Client(long epoch = 1, SupervisorOptions? options = null) =>
        new(OpenHelperAsync, epoch, options ?? new SupervisorOptions(), TimeProvider.System);

    /// <summary>As the kernel does when main's memory is spent: all of it at once, its supervisor included.</summary>
    public void KillMain()
    {
        _main.Kill(entireProcessTree: true);
        _main.WaitForExit();
    }

    /// <summary>As kubelet does to end a pod.</summary>
    public async Task TerminateMainAsync(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_main.Id}"]);
        await _main.WaitForExitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_main.HasExited)
        {
            _main.Kill(entireProcessTree: true);
        }

        await _main.WaitForExitAsync();
        _main.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
