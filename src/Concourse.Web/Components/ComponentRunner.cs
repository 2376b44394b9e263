using Concourse.Core.Configuration;
using Concourse.Database.Components;
using Concourse.Database.Locks;
using Concourse.Database.Notifications;

namespace Concourse.Web.Components;

/// <summary>
/// Runs one component on this node: every runner interval it tries a round, and at once when its channel is notified. A round
/// is given up silently when another node holds the lock, the row is paused or, unless notified, its interval has not elapsed.
/// A round that fails is tried again at the next turn.
/// </summary>
public sealed partial class ComponentRunner(
    Component component,
    TimeSpan runnerInterval,
    ComponentsRepository components,
    AdvisoryLocks locks,
    NotificationBus notifications,
    TimeProvider time,
    ILogger<ComponentRunner> logger)
{
    private static readonly TimeSpan LargestDrift = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken ct)
    {
        await using var wakeUps = await notifications.SubscribeAsync(component.Name, ct);
        var registered = await TryAsync(RegisterAsync, ct);
        while (!ct.IsCancellationRequested)
        {
            var notified = await wakeUps.WaitForAnyAsync(runnerInterval, time, ct);
            registered = registered || await TryAsync(RegisterAsync, ct);
            if (registered)
            {
                await TryAsync(stop => RoundAsync(notified, stop), ct);
            }
        }
    }

    /// <summary>Whatever fails is tried again at the next turn: the database may be away for a while.</summary>
    private async Task<bool> TryAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        try
        {
            await work(ct);
            return true;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            LogFailed(e, component.Name);
            return false;
        }
    }

    private Task RegisterAsync(CancellationToken ct) =>
        components.EnsureAsync(component.Name, GoDuration.From(component.Interval).ToString(), ct);

    private async Task RoundAsync(bool notified, CancellationToken ct)
    {
        await using var taken = await locks.TryAcquireAsync(LockId.ForComponent(component.Name), ct);
        if (taken is null)
        {
            return;
        }

        using var round = CancellationTokenSource.CreateLinkedTokenSource(ct, taken.Lost);
        await RoundOfHolderAsync(notified, round.Token);
    }

    private async Task RoundOfHolderAsync(bool notified, CancellationToken ct)
    {
        var row = await components.FindAsync(component.Name, ct);
        if (row is null)
        {
            LogDisappeared(component.Name);
            return;
        }

        if (row.Paused || (!notified && !HasElapsed(row)))
        {
            return;
        }

        await component.Run(ct);
        await components.MarkRanAsync(row.Id, ct);
    }

    private bool HasElapsed(Database.Components.Component row)
    {
        if (row.LastRan is not { } lastRan)
        {
            return true;
        }

        // Nodes that started together shall not try together for ever.
#pragma warning disable CA5394
        var drift = (Random.Shared.NextDouble() * 2 - 1) * LargestDrift;
#pragma warning restore CA5394
        var wait = component.Interval + drift > TimeSpan.Zero ? component.Interval + drift : component.Interval;
        return time.GetUtcNow().UtcDateTime > lastRan + wait;
    }

    [LoggerMessage(3101, LogLevel.Error, "component {Component} failed")]
    private partial void LogFailed(Exception exception, string component);

    [LoggerMessage(3102, LogLevel.Error, "the row of component {Component} has disappeared")]
    private partial void LogDisappeared(string component);
}

/// <summary>Runs every component until the server stops.</summary>
public sealed class ComponentsService(
    IEnumerable<Component> all,
    ComponentOptions options,
    ComponentsRepository components,
    AdvisoryLocks locks,
    NotificationBus notifications,
    TimeProvider time,
    ILogger<ComponentRunner> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var runs = all.Select(component =>
            new ComponentRunner(component, options.RunnerInterval, components, locks, notifications, time, logger).RunAsync(stoppingToken));
        try
        {
            await Task.WhenAll(runs);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Every runner has ended between two rounds or has given up its round.
        }
    }
}

/// <summary>How often each node tries each component (<c>--component-runner-interval</c>).</summary>
public sealed record ComponentOptions(TimeSpan RunnerInterval);
