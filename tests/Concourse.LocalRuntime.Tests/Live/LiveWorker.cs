using Concourse.Runtime.Images;
using Concourse.Runtime.Processes;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Supervision;
using Concourse.Runtime.Volumes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Concourse.LocalRuntime.Tests.Live;

/// <summary>A worker of its own on the real engine, with a state directory of its own; nothing of it stays.</summary>
internal sealed class LiveWorker(LiveEngine live) : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly List<LocalRuntimeDriver> _drivers = [];

    public string Name { get; } = "t" + Guid.NewGuid().ToString("N")[..8];

    private string Folder => Path.Combine(Path.GetTempPath(), "concourse-" + Name);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>One more web node that uses the worker.</summary>
    public async Task<LocalRuntimeDriver> ConnectAsync()
    {
        var driver = await LocalRuntimeDriver.ConnectAsync(
            new LocalRuntimeOptions
            {
                Endpoint = live.Endpoint, SupervisorPath = SupervisorBinary.Path!, WorkerName = Name, StateDirectory = Folder,
            },
            new RegistryClient(_http, new RegistryOptions(), TimeProvider.System),
            TimeProvider.System,
            NullLogger.Instance,
            Stop);
        _drivers.Add(driver);
        return driver;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var driver in _drivers)
        {
            await driver.DisposeAsync();
        }

        await live.RemoveWorkerAsync(Name);
        _http.Dispose();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    public static VolumeMount Empty(string path) => new(Guid.NewGuid().ToString(), path, new VolumeContent.Empty());

    public static VolumeMount CopyOf(IVolume source, string path) =>
        new(Guid.NewGuid().ToString(), path, new VolumeContent.CopyOf(source));

    public static ProcessSpec Shell(string script, string id = "task") => new() { Id = id, Command = ["sh", "-c", script] };

    public static SandboxSpec Spec(string image, params VolumeMount[] mounts) => new()
    {
        Handle = Guid.NewGuid().ToString(),
        Metadata = new SandboxMetadata { Type = "task" },
        Image = new ImageSource.Registry(image),
        Mounts = mounts,
    };

    public static SupervisorClient Client(ISandbox sandbox, long epoch = 1, SupervisorOptions? options = null) =>
        new(sandbox.OpenHelperAsync, epoch, options ?? new SupervisorOptions(), TimeProvider.System);

    /// <summary>Runs a process in the sandbox of the spec until its end.</summary>
    public static async Task<(ProcessResult Result, RecordedOutput Output)> RunAsync(
        LocalRuntimeDriver driver, SandboxSpec spec, ProcessSpec process)
    {
        await using var client = Client(await driver.CreateAsync(spec, Stop));
        var output = new RecordedOutput();
        return (await EndAsync(client.Start(process, default, output, Stop)), output);
    }

    public static Task<ProcessResult> EndAsync(SandboxProcess process) => process.Completion.WaitAsync(TimeSpan.FromMinutes(2), Stop);

    public static async Task<List<string>> ToListAsync(IAsyncEnumerable<string> names)
    {
        var list = new List<string>();
        await foreach (var name in names)
        {
            list.Add(name);
        }

        return list;
    }
}
