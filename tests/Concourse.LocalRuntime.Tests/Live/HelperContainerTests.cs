using Concourse.LocalRuntime.Containers;
using Concourse.LocalRuntime.Engine;
using Concourse.LocalRuntime.Images;
using Docker.DotNet.Models;

namespace Concourse.LocalRuntime.Tests.Live;

public sealed class HelperContainerTests(LiveEngine live) : IAsyncLifetime
{
    private readonly string _worker = "t" + Guid.NewGuid().ToString("N")[..8];
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "concourse-helper-" + Guid.NewGuid().ToString("N"));
    private ContainerEngine _engine = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        live.RequireWithSupervisor();
        _engine = new ContainerEngine(live.Endpoint);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await live.RemoveWorkerAsync(_worker);
        _engine.Dispose();
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    [Fact]
    public async Task It_is_started_once_and_delivers_the_supervisor_to_the_hosts_directory()
    {
        using var first = Helper();
        using var second = Helper();

        var hash = await first.EnsureAsync(Stop);

        Assert.Equal(hash, await second.EnsureAsync(Stop));
        Assert.Equal(hash, await first.EnsureAsync(Stop));
        Assert.Single(await HelpersAsync());
        Assert.Equal(
            await File.ReadAllBytesAsync(SupervisorBinary.Path!, Stop),
            await File.ReadAllBytesAsync($"{_directory}/bin/{hash}/concourse-supervisor", Stop));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_comes_back_when_it_was_ended_from_outside(bool removed)
    {
        using var helper = Helper();
        await helper.EnsureAsync(Stop);
        var container = Assert.Single(await HelpersAsync());
        if (removed)
        {
            await _engine.RemoveContainerAsync(container.ID, Stop);
        }
        else
        {
            await live.Client.Containers.KillContainerAsync(container.ID, new ContainerKillParameters { Signal = "SIGKILL" }, Stop);
            await live.Client.Containers.WaitContainerAsync(container.ID, Stop);
        }

        await using var stream = await helper.ExecAsync(["attach", "--state", "/state/none"], Stop);

        Assert.Equal("running", Assert.Single(await HelpersAsync()).State);
    }

    [Fact]
    public async Task A_helper_of_another_supervisor_goes_when_nobody_uses_it()
    {
        var other = Path.Combine(Path.GetTempPath(), "supervisor-" + Guid.NewGuid().ToString("N"));
        File.Copy(SupervisorBinary.Path!, other);
        await File.AppendAllTextAsync(other, "another version", Stop);
        try
        {
            using var old = Helper(other);
            using var current = Helper();
            var oldHash = await old.EnsureAsync(Stop);
            await current.EnsureAsync(Stop);
            Assert.DoesNotContain(await HelpersAsync(), c => c.Labels[Labels.Helper] == oldHash);
        }
        finally
        {
            File.Delete(other);
        }
    }

    [Fact]
    public async Task A_helper_of_another_supervisor_stays_while_somebody_uses_it()
    {
        var other = Path.Combine(Path.GetTempPath(), "supervisor-" + Guid.NewGuid().ToString("N"));
        File.Copy(SupervisorBinary.Path!, other);
        await File.AppendAllTextAsync(other, "yet another version", Stop);
        try
        {
            using var old = Helper(other);
            using var current = Helper();
            var oldHash = await old.EnsureAsync(Stop);
            await using var use = await old.ExecAsync(["pause"], Stop);
            await current.EnsureAsync(Stop);
            Assert.Contains(await HelpersAsync(), c => c.Labels[Labels.Helper] == oldHash && c.State == "running");
        }
        finally
        {
            File.Delete(other);
        }
    }

    [Fact]
    public async Task Nodes_that_start_it_at_once_share_one()
    {
        using var first = Helper();
        using var second = Helper();
        var hashes = await Task.WhenAll(first.EnsureAsync(Stop), second.EnsureAsync(Stop));
        Assert.Equal(hashes[0], hashes[1]);
        Assert.Equal("running", Assert.Single(await HelpersAsync()).State);
    }

    private HelperContainer Helper(string? supervisor = null) => new(
        _engine, new HelperImage(_engine, new EngineImages(_engine), supervisor ?? SupervisorBinary.Path!), _worker, new StateLayout(_directory));

    private Task<IList<ContainerListResponse>> HelpersAsync() =>
        _engine.ListContainersAsync(Labels.Filter((Labels.Worker, _worker), (Labels.Helper, null)), Stop);
}
