using Concourse.Core.Configuration;
using Concourse.Core.Planning;
using Concourse.Database.Collection;
using Concourse.Database.Connections;
using Concourse.Database.Scheduling;
using Concourse.Database.Users;
using Concourse.Scheduling.Checks;
using Concourse.Scheduling.Collection;
using Concourse.Scheduling.Jobs;
using Concourse.Scheduling.Pipelines;
using Concourse.Web.Components;

namespace Concourse.Web.Hosting;

/// <summary>The background components that need no runtime: scheduler, scanner, collectors. Sources: scheduler chapter §1.2.</summary>
internal static class SchedulingServices
{
    private static readonly TimeSpan SchedulerInterval = TimeSpan.FromSeconds(10);

    public static IServiceCollection AddScheduling(this IServiceCollection services, IntervalOptions intervals)
    {
        services.AddSingleton(new ComponentOptions(intervals.ComponentRunner));
        services.AddSingleton(new SchedulerOptions(intervals.JobSchedulingMaxInFlight));
        services.AddSingleton(new CheckIntervals { Resource = intervals.ResourceChecking, ResourceWithWebhook = intervals.ResourceChecking });
        services.AddSingleton(new PlanningOptions { CheckInterval = CheckEvery.At(intervals.ResourceChecking) });
        services.AddSingleton(new CollectionOptions());
        services.AddSingleton(s => new PlanIdFactory(s.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds()));
        services.AddSingleton(s => new JobSchedulingRepository(s.Backend()));
        services.AddSingleton(s => new PendingBuildsRepository(s.Backend()));
        services.AddSingleton(s => new CheckCandidatesRepository(s.Backend()));
        services.AddSingleton<IVersionHistory>(s => new VersionHistory(s.Backend()));
        services.AddSingleton(s => new CollectionRepository(s.GetRequiredService<DatabaseConnections>().Gc));
        services.AddSingleton(s => new PipelineConfigs(s.GetRequiredService<BackendRepositories>().Pipelines));
        services.AddSingleton<CheckFactory>();
        services.AddSingleton<Scanner>();
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<BuildStarter>(s, s.GetRequiredService<BackendRepositories>().Execution));
        services.AddSingleton<JobScheduler>();
        services.AddSingleton<SchedulerRunner>();
        services.AddSingleton<Collector>();
        services.AddSingleton<CheckCollector>();
        services.AddComponent("scheduler", SchedulerInterval, s => s.GetRequiredService<SchedulerRunner>().RunAsync);
        services.AddComponent("scanner", intervals.LidarScanner, s => s.GetRequiredService<Scanner>().RunAsync);
        services.AddComponent("collector_containers", intervals.Gc, s => s.GetRequiredService<Collector>().RunAsync);
        services.AddComponent("collector_checks", intervals.Gc, s => s.GetRequiredService<CheckCollector>().RunAsync);
        services.AddComponent("collector_access_tokens", intervals.Gc, s => CollectTokens(s));
        services.AddHostedService<ComponentsService>();
        return services;
    }

    /// <summary>Adds a component whose work comes from the container of services.</summary>
    public static void AddComponent(
        this IServiceCollection services, string name, TimeSpan interval, Func<IServiceProvider, Func<CancellationToken, Task>> work) =>
        services.AddSingleton(s => new Component(name, interval, work(s)));

    private static Npgsql.NpgsqlDataSource Backend(this IServiceProvider services) => services.GetRequiredService<DatabaseConnections>().Backend;

    private static Func<CancellationToken, Task> CollectTokens(IServiceProvider services)
    {
        var tokens = new AccessTokensRepository(services.GetRequiredService<DatabaseConnections>().Gc);
        return ct => tokens.DeleteExpiredAsync(TimeSpan.FromMinutes(1), ct);
    }
}
