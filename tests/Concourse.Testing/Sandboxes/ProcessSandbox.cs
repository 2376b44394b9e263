using Concourse.Runtime.Sandboxes;

namespace Concourse.Testing.Sandboxes;

/// <summary>A sandbox of a <see cref="ProcessRuntimeDriver"/>: a state folder and the supervisor that runs on it.</summary>
public sealed class ProcessSandbox(string handle, string folder, string volumes) : ISandbox
{
    /// <summary>Seconds that the supervisor may take to come up on a busy machine.</summary>
    private const string Wait = "30";

    public string Handle => handle;

    internal string State => Path.Combine(folder, "state");

    internal string ProcessIdFile => Path.Combine(folder, "pid");

    public Task<IHelperStream> OpenHelperAsync(CancellationToken cancellationToken) => Directory.Exists(State)
        ? Task.FromResult<IHelperStream>(ProcessHelperStream.Start("attach", "--state", State, "--wait", Wait, "--volumes", volumes))
        : throw new SandboxException($"sandbox {handle} is gone");

    public Task<string?> DescribeFailureAsync(CancellationToken cancellationToken) => Task.FromResult(
        !Directory.Exists(State) ? $"sandbox {handle} is gone"
        : IsRunning ? null
        : "its supervisor ended");

    /// <summary>The host's number of the process that holds the sandbox; null when it ended or never began.</summary>
    public int? ProcessId =>
        File.Exists(ProcessIdFile) && int.TryParse(File.ReadAllText(ProcessIdFile), out var id) && Directory.Exists($"/proc/{id}")
            ? id
            : null;

    private bool IsRunning => ProcessId is not null;
}
