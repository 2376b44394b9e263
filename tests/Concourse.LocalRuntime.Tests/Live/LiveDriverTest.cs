namespace Concourse.LocalRuntime.Tests.Live;

/// <summary>Tests of a driver that is connected to a worker of its own; skipped, saying why, where there is no engine.</summary>
public abstract class LiveDriverTest(LiveEngine live) : IAsyncLifetime
{
    private LocalRuntimeDriver? _driver;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected LiveEngine Live { get; } = live;

    protected LocalRuntimeDriver Driver => _driver ?? throw new InvalidOperationException("the driver is not connected");

    private protected LiveWorker Worker { get; } = new(live);

    public async ValueTask InitializeAsync()
    {
        Live.RequireWithSupervisor();
        _driver = await Worker.ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_driver is not null)
        {
            await Worker.DisposeAsync();
        }
    }
}
