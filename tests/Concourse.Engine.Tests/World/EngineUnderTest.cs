using Concourse.Core.Planning;
using Concourse.Database.Builds;
using Concourse.Database.Encryption;
using Concourse.Database.Events;
using Concourse.Database.Execution;
using Concourse.Database.Locks;
using Concourse.Database.Notifications;
using Concourse.Database.Pipelines;
using Concourse.Engine.Builds;
using Concourse.Engine.Containers;
using Concourse.Engine.Steps;
using Concourse.Engine.Tracking;
using Concourse.Runtime.Sandboxes;
using Concourse.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Concourse.Engine.Tests.World;

/// <summary>One web node's engine. Several may share a database and a world, as nodes do.</summary>
internal sealed class EngineUnderTest : IAsyncDisposable
{
    private readonly AdvisoryLocks locks;
    private readonly NotificationBus notifications;

    public EngineUnderTest(TestDatabase database, ScriptedWorld world, EngineOptions? options = null)
        : this(database, world, world, options)
    {
    }

    public EngineUnderTest(TestDatabase database, IRuntimeDriver driver, IProcessRunner processes, EngineOptions? options = null)
    {
        var source = database.Source;
        locks = new AdvisoryLocks(database.Connections, TimeProvider.System, NullLogger<AdvisoryLocks>.Instance);
        notifications = new NotificationBus(database.Connections, TimeProvider.System, NullLogger<NotificationBus>.Instance);
        var containers = new StepContainersRepository(source);
        var workers = new WorkerPool([driver], new RunningWorkersRepository(source), containers);
        Execution = new BuildExecutionRepository(source, ColumnCipher.None);
        Runner = new BuildRunner(new BuildRunnerServices
        {
            Steps = new StepServices
            {
                Workers = workers,
                Sandboxes = new StepSandboxes(containers, workers),
                Processes = processes,
                Locks = locks,
                Containers = containers,
                Configs = new ResourceConfigsRepository(source),
                Versions = new VersionsRepository(source),
                Caches = new ResourceCachesRepository(source),
                TaskCaches = new TaskCachesRepository(source),
                Resources = new PipelineResourcesRepository(source),
                Planning = PlanningOptions.Default,
            },
            Options = (options ?? new EngineOptions()) with
            {
                GetLockInterval = TimeSpan.FromMilliseconds(20),
                CheckLockInterval = TimeSpan.FromMilliseconds(20),
            },
            Builds = new BuildsRepository(source),
            Execution = Execution,
            Events = new BuildEventsRepository(source, ColumnCipher.None),
            Pipelines = new PipelinesRepository(source, ColumnCipher.None),
            Journals = new JournalRepository(source, ColumnCipher.None),
            Epochs = new BuildEpochs(source),
            Locks = locks,
            Notifications = notifications,
            Time = TimeProvider.System,
            Logger = NullLogger.Instance,
        });
    }

    public BuildRunner Runner { get; }

    public BuildExecutionRepository Execution { get; }

    public async ValueTask DisposeAsync()
    {
        await notifications.DisposeAsync();
        await locks.DisposeAsync();
    }
}
