using Concourse.LocalRuntime.Containers;
using Concourse.LocalRuntime.Engine;
using Concourse.LocalRuntime.Images;
using Concourse.Runtime.Images;
using Concourse.Runtime.Sandboxes;
using Docker.DotNet.Models;

namespace Concourse.LocalRuntime.Tests.Live;

/// <summary>Main containers with the delivered supervisor as PID 1, before any process is started in them.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class LocalSandboxTests(LiveEngine live) : IAsyncLifetime
{
    private readonly string _worker = "t" + Guid.NewGuid().ToString("N")[..8];
    private readonly string _handle = Guid.NewGuid().ToString();
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "concourse-sandbox-" + Guid.NewGuid().ToString("N"));
    private ContainerEngine _engine = null!;
    private HelperContainer _helper = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Name => MainContainer.Name(_worker, _handle);

    public ValueTask InitializeAsync()
    {
        live.RequireWithSupervisor();
        _engine = new ContainerEngine(live.Endpoint);
        _helper = new HelperContainer(
            _engine, new HelperImage(_engine, new EngineImages(_engine), SupervisorBinary.Path!), _worker, new StateLayout(_directory));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await live.RemoveWorkerAsync(_worker);
        _helper.Dispose();
        _engine.Dispose();
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    [Theory]
    [InlineData(LiveEngine.ScratchImage, false)]
    [InlineData(LiveEngine.UserImage, false)]
    [InlineData(LiveEngine.UserImage, true)]
    public async Task The_supervisor_runs_in_any_image_as_any_user(string image, bool needsRoot)
    {
        var sandbox = await StartAsync(Spec(image) with { NeedsRoot = needsRoot });
        Assert.Null(await sandbox.DescribeFailureAsync(Stop));
        await using var stream = await sandbox.OpenHelperAsync(Stop);
    }

    [Fact]
    public async Task Limits_and_isolation_reach_the_engine()
    {
        await StartAsync(Spec(LiveEngine.ShellImage) with { Hermetic = true, Limits = new SandboxLimits(512, 64 << 20) });
        var container = await _engine.FindContainerAsync(Name, Stop);
        Assert.Equal(("none", 512, 64 << 20, 64 << 20),
            (container!.HostConfig!.NetworkMode, container.HostConfig.CPUShares, container.HostConfig.Memory, container.HostConfig.MemorySwap));
    }

    [Fact]
    public async Task A_container_that_was_killed_says_so()
    {
        var sandbox = await StartAsync(Spec(LiveEngine.ShellImage));
        await live.Client.Containers.KillContainerAsync(Name, new ContainerKillParameters { Signal = "SIGKILL" }, Stop);
        await live.Client.Containers.WaitContainerAsync(Name, Stop);
        Assert.StartsWith("the container ended (exit status 137)", await sandbox.DescribeFailureAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_that_was_removed_says_so_and_opens_no_helper()
    {
        var sandbox = await StartAsync(Spec(LiveEngine.ShellImage));
        await _engine.RemoveContainerAsync(Name, Stop);
        var message = $"the container of {_handle} does not exist any more: it was removed from outside";
        Assert.Equal(message, await sandbox.DescribeFailureAsync(Stop));
        Assert.Equal(message, (await Assert.ThrowsAsync<SandboxException>(() => sandbox.OpenHelperAsync(Stop))).Message);
    }

    [Fact]
    public async Task A_user_that_the_image_does_not_know_is_a_clear_error()
    {
        var error = await Assert.ThrowsAsync<SandboxException>(
            () => StartAsync(Spec(LiveEngine.ShellImage), new MainImage(LiveEngine.ShellImage, "nobody-here", [])));
        Assert.StartsWith("the container engine could not ", error.Message, StringComparison.Ordinal);
        Assert.Contains("nobody-here", error.Message, StringComparison.Ordinal);
    }

    private SandboxSpec Spec(string image) => new()
    {
        Handle = _handle,
        Metadata = new SandboxMetadata { Type = "task" },
        Image = new ImageSource.Registry(image),
        Mounts = [],
    };

    private async Task<LocalSandbox> StartAsync(SandboxSpec spec, MainImage? image = null)
    {
        var hash = await _helper.EnsureAsync(Stop);
        var layout = new StateLayout(_directory);
        new DirectoryInfo(layout.Sandbox(_handle)).Create();
        new DirectoryInfo(layout.Sandbox(_handle)).UnixFileMode = (UnixFileMode)0b111_111_111;
        image ??= new MainImage(((ImageSource.Registry)spec.Image).Reference, null, []);
        await _engine.EnsureStartedAsync(
            MainContainer.Specify(
                spec, image, _worker, hash, layout, new LocalRuntimeOptions { Endpoint = live.Endpoint, SupervisorPath = SupervisorBinary.Path! }),
            restart: false,
            Stop);
        return new LocalSandbox(_handle, _worker, _engine, _helper);
    }
}
