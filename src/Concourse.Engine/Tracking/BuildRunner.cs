using Concourse.Core.Builds;
using Concourse.Core.Configuration;
using Concourse.Core.Events;
using Concourse.Core.Plans;
using Concourse.Database.Builds;
using Concourse.Database.Locks;
using Concourse.Engine.Builds;
using Concourse.Engine.Journal;
using Concourse.Engine.Steps;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Concourse.Engine.Tracking;

/// <summary>
/// Runs one started build from where its journal says it is to its end (engine chapter §1.4), holding its tracking lock. When
/// this node is told to release the build, or loses the lock, it stops writing at once and leaves the build started: whoever
/// gets the lock next goes on.
/// </summary>
public sealed partial class BuildRunner(BuildRunnerServices services)
{
    private const string SchemaNotSupported = "schema not supported";
    private static readonly TimeSpan DatabasePause = TimeSpan.FromSeconds(1);

    private readonly StepFactory factory = new(services.Steps);

    /// <summary>Returns when the build has finished, is somebody else's, or was released.</summary>
    public async Task RunAsync(long buildId, CancellationToken release)
    {
        await using var taken = await services.Locks.TryAcquireAsync(LockId.ForBuild(buildId), release);
        if (taken is null)
        {
            return;
        }

        if (await services.Builds.FindAsync(buildId, release) is not { Status: BuildStatus.Started } build
            || await services.Execution.ReadPlanAsync(buildId, release) is not { } planJson
            || !await CanReachWorkersAsync(buildId, release))
        {
            return;
        }

        using var released = CancellationTokenSource.CreateLinkedTokenSource(release, taken.Lost);
        try
        {
            await RunAsync(build, planJson, released);
        }
        catch (Exception e) when (released.IsCancellationRequested || e is BuildAbandonedException)
        {
            LogReleased(services.Logger, buildId, e.Message);
        }
    }

    private async Task RunAsync(Build build, string planJson, CancellationTokenSource released)
    {
        await using var opened = await OpenBuild.OpenAsync(services, build, released);
        await using var abandonment = opened.Run.Journal.Writer.Abandoned.Register(released.Cancel);
        var outcome = await OutcomeAsync(opened, build, planJson, released.Token);
        released.Token.ThrowIfCancellationRequested();
        await opened.Run.Journal.Writer.FlushAsync(released.Token);
        await FinishAsync(build.Id, outcome, released.Token);
    }

    private async Task<StepOutcome> OutcomeAsync(OpenBuild opened, Build build, string planJson, CancellationToken released)
    {
        var (plan, mistake) = Read(build, planJson);
        if ((opened.Failure ?? mistake) is { } failure)
        {
            return await ErrorAsync(opened.Run, plan, failure);
        }

        IStep root;
        try
        {
            root = factory.Build(plan, opened.Run);
        }
        catch (StepException e)
        {
            return await ErrorAsync(opened.Run, plan, e.Message);
        }

        using var cancellation = StepCancellation.Root(released);
        await using var abort = await AbortWatch.StartAsync(services, build.Id, cancellation, released);
        try
        {
            return await root.RunAsync(StepScope.Root(), cancellation);
        }
        catch (Exception e) when (!released.IsCancellationRequested && !Outage.Is(e))
        {
            // A bug: running the build again would meet it again.
            LogUnexpected(services.Logger, build.Id, e);
            return await ErrorAsync(opened.Run, plan, $"panic in running build plan {plan.Id}: {e.Message}");
        }
    }

    private static (Plan Plan, string? Mistake) Read(Build build, string planJson)
    {
        try
        {
            return (PlanJson.Parse(planJson), build.Schema == PlanJson.Schema ? null : SchemaNotSupported);
        }
        catch (ConfigFormatException e)
        {
            return (new EmptyPlan(new PlanId("")), build.Schema == PlanJson.Schema ? e.Message : SchemaNotSupported);
        }
    }

    private static async Task<StepOutcome> ErrorAsync(BuildRun run, Plan plan, string message)
    {
        var events = run.EventsOf(plan.Id);
        await events.PassAsync("build-error", [new ErrorEvent(message, events.Origin, events.Now)], run.Released);
        return new StepOutcome.Errored(message);
    }

    private async Task<bool> CanReachWorkersAsync(long buildId, CancellationToken ct)
    {
        var names = await services.Steps.Containers.WorkersOfBuildAsync(buildId, ct);
        return names.All(name => services.Steps.Workers.Find(name) is not null);
    }

    private async Task FinishAsync(long buildId, StepOutcome outcome, CancellationToken released)
    {
        var status = outcome switch
        {
            StepOutcome.Aborted => BuildStatus.Aborted,
            StepOutcome.Errored => BuildStatus.Errored,
            StepOutcome.Succeeded => BuildStatus.Succeeded,
            _ => BuildStatus.Failed,
        };
        while (true)
        {
            try
            {
                await services.Execution.FinishAsync(buildId, status, released);
                LogFinished(services.Logger, buildId, status);
                return;
            }
            catch (NpgsqlException e) when (e.IsTransient)
            {
                LogFinishDelayed(services.Logger, buildId, e);
                await Task.Delay(DatabasePause, services.Time, released);
            }
        }
    }

    [LoggerMessage(EventId = 4030, Level = LogLevel.Information, Message = "build {Build} was released from this node: {Reason}")]
    private static partial void LogReleased(ILogger logger, long build, string reason);

    [LoggerMessage(EventId = 4031, Level = LogLevel.Information, Message = "build {Build} finished: {Status}")]
    private static partial void LogFinished(ILogger logger, long build, BuildStatus status);

    [LoggerMessage(EventId = 4033, Level = LogLevel.Error, Message = "running build {Build} failed; it ends as errored")]
    private static partial void LogUnexpected(ILogger logger, long build, Exception e);

    [LoggerMessage(EventId = 4032, Level = LogLevel.Warning, Message = "build {Build} cannot be finished while the database is away")]
    private static partial void LogFinishDelayed(ILogger logger, long build, Exception e);
}
