using Concourse.Database.Collection;
using Concourse.Database.Connections;
using Concourse.Database.Encryption;
using Concourse.Database.Events;
using Concourse.Database.Execution;
using Concourse.Database.Locks;
using Concourse.Database.Notifications;
using Concourse.Database.Workers;
using Concourse.Engine.Builds;
using Concourse.Engine.Containers;
using Concourse.Engine.Steps;
using Concourse.Engine.Tracking;
using Concourse.Runtime.Images;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Supervision;
using Concourse.Scheduling.Collection;
using Concourse.Scheduling.Workers;
using Concourse.Web.Api;

namespace Concourse.Web.Hosting;

/// <summary>The components of a node that runs steps: the engine's tracker, and the care for its worker.</summary>
internal static class RuntimeServices
{
    private static readonly TimeSpan ReaperInterval = TimeSpan.FromSeconds(30);

    public static IServiceCollection AddRuntime(
        this IServiceCollection services, IRuntimeDriver driver, RegistryClient registry, WebOptions options)
    {
        services.AddSingleton(driver);
        services.AddSingleton(registry);
        services.AddSingleton(new SupervisorOptions());
        services.AddSingleton<IReadOnlyList<IRuntimeDriver>>([driver]);
        services.AddSingleton(s => new EngineOptions
        {
            ExternalUrl = s.GetRequiredService<ServerIdentity>().ExternalUrl.ToString().TrimEnd('/'),
            ResourceCheckingInterval = options.Intervals.ResourceChecking,
            ResourceTypeCheckingInterval = options.Intervals.ResourceChecking,
            EnableGlobalResources = options.EnableGlobalResources,
        });
        services.AddSingleton(s => new StepContainersRepository(s.Backend()));
        services.AddSingleton(s => new RunningWorkersRepository(s.Backend()));
        services.AddSingleton(s => new ResourceConfigsRepository(s.Backend()));
        services.AddSingleton(s => new VersionsRepository(s.Backend()));
        services.AddSingleton(s => new ResourceCachesRepository(s.Backend()));
        services.AddSingleton(s => new TaskCachesRepository(s.Backend()));
        services.AddSingleton(s => new PipelineResourcesRepository(s.Backend()));
        services.AddSingleton(s => new BuildEpochs(s.Backend()));
        services.AddSingleton(s => new JournalRepository(s.Backend(), s.GetRequiredService<ColumnCipher>()));
        services.AddSingleton<WorkerPool>();
        services.AddSingleton<StepSandboxes>();
        services.AddSingleton<IProcessRunner, SupervisorProcessRunner>();
        services.AddSingleton(Steps);
        services.AddSingleton(Runner);
        services.AddSingleton(s => new BuildTracker(
            s.GetRequiredService<BackendRepositories>().Execution, new BuildRunner(s.GetRequiredService<BuildRunnerServices>()), s.GetRequiredService<ILogger<BuildTracker>>()));
        services.AddSingleton(s => new WorkerRegistrar(driver, new WorkersRepository(s.Backend())));
        services.AddSingleton(s => new WorkerReaper(driver, s.GetRequiredService<CollectionRepository>()));
        services.AddComponent(BuildTracker.ComponentName, options.Intervals.BuildTracker, s => s.GetRequiredService<BuildTracker>().RunAsync);
        services.AddComponent("worker_registrar", WorkerRegistrar.Interval, s => s.GetRequiredService<WorkerRegistrar>().RunAsync);
        services.AddComponent("worker_reaper", ReaperInterval, s => s.GetRequiredService<WorkerReaper>().RunAsync);
        return services;
    }

    private static StepServices Steps(IServiceProvider services) => new()
    {
        Workers = services.GetRequiredService<WorkerPool>(),
        Sandboxes = services.GetRequiredService<StepSandboxes>(),
        Processes = services.GetRequiredService<IProcessRunner>(),
        Locks = services.GetRequiredService<AdvisoryLocks>(),
        Containers = services.GetRequiredService<StepContainersRepository>(),
        Configs = services.GetRequiredService<ResourceConfigsRepository>(),
        Versions = services.GetRequiredService<VersionsRepository>(),
        Caches = services.GetRequiredService<ResourceCachesRepository>(),
        TaskCaches = services.GetRequiredService<TaskCachesRepository>(),
        Resources = services.GetRequiredService<PipelineResourcesRepository>(),
        Planning = services.GetRequiredService<Concourse.Core.Planning.PlanningOptions>(),
        Registry = services.GetRequiredService<RegistryClient>(),
    };

    private static BuildRunnerServices Runner(IServiceProvider services) => Runner(services, services.GetRequiredService<BackendRepositories>());

    private static BuildRunnerServices Runner(IServiceProvider services, BackendRepositories repositories) => new()
    {
        Steps = services.GetRequiredService<StepServices>(),
        Options = services.GetRequiredService<EngineOptions>(),
        Builds = repositories.Builds,
        Execution = repositories.Execution,
        Events = repositories.Events,
        Pipelines = repositories.Pipelines,
        Journals = services.GetRequiredService<JournalRepository>(),
        Epochs = services.GetRequiredService<BuildEpochs>(),
        Locks = services.GetRequiredService<AdvisoryLocks>(),
        Notifications = services.GetRequiredService<NotificationBus>(),
        Time = services.GetRequiredService<TimeProvider>(),
        Logger = services.GetRequiredService<ILogger<BuildRunner>>(),
    };

    private static Npgsql.NpgsqlDataSource Backend(this IServiceProvider services) =>
        services.GetRequiredService<DatabaseConnections>().Backend;
}
