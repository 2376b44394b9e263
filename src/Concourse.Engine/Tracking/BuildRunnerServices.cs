using Concourse.Core.Variables;
using Concourse.Database.Builds;
using Concourse.Database.Events;
using Concourse.Database.Execution;
using Concourse.Database.Locks;
using Concourse.Database.Notifications;
using Concourse.Database.Pipelines;
using Concourse.Engine.Builds;
using Concourse.Engine.Steps;
using Concourse.Engine.Variables;
using Microsoft.Extensions.Logging;

namespace Concourse.Engine.Tracking;

/// <summary>What running builds needs of the rest of the server.</summary>
public sealed record BuildRunnerServices
{
    public required StepServices Steps { get; init; }

    public required EngineOptions Options { get; init; }

    public required BuildsRepository Builds { get; init; }

    public required BuildExecutionRepository Execution { get; init; }

    public required BuildEventsRepository Events { get; init; }

    public required JournalRepository Journals { get; init; }

    public required BuildEpochs Epochs { get; init; }

    public required AdvisoryLocks Locks { get; init; }

    public required NotificationBus Notifications { get; init; }

    public required PipelinesRepository Pipelines { get; init; }

    /// <summary>The installation's secret manager, asked for what no var source of the pipeline knows.</summary>
    public IVariables GlobalCredentials { get; init; } = new NoCredentials();

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }
}
