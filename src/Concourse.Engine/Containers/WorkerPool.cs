using Concourse.Database.Execution;
using Concourse.Engine.Steps;
using Concourse.Runtime.Sandboxes;

namespace Concourse.Engine.Containers;

/// <summary>Chooses the worker of a step among those whose driver this node has (engine chapter §16.3).</summary>
public sealed class WorkerPool(IReadOnlyList<IRuntimeDriver> drivers, RunningWorkersRepository workers, StepContainersRepository containers)
{
    private readonly Dictionary<string, IRuntimeDriver> drivers = drivers.ToDictionary(d => d.WorkerName, StringComparer.Ordinal);

    /// <summary>The worker of a name; null when this node cannot reach it.</summary>
    public StepWorker? Find(string name) => drivers.TryGetValue(name, out var driver) ? new StepWorker(name, driver) : null;

    /// <summary>The worker that holds the owner's container already, else the first that fits; a team's own workers come first.</summary>
    /// <exception cref="StepException">None fits.</exception>
    public async Task<StepWorker> SelectAsync(ContainerOwner? owner, WorkerRequirements requirements, CancellationToken ct)
    {
        if (owner is not null && await containers.FindAsync(owner, ct) is { } container)
        {
            return Find(container.WorkerName)
                ?? throw new StepException($"the step's container is on worker '{container.WorkerName}', which this web node cannot reach");
        }

        var running = (await workers.ListAsync(ct)).Where(w => drivers.ContainsKey(w.Name)).ToList();
        if (running.Count == 0)
        {
            throw new StepException("no workers");
        }

        var compatible = running.Where(w => IsCompatible(w, requirements)).ToList();
        var chosen = compatible.FirstOrDefault(w => w.TeamId is not null) ?? compatible.FirstOrDefault();
        return chosen is null
            ? throw new StepException($"no workers satisfying: {requirements.Describe()}")
            : new StepWorker(chosen.Name, drivers[chosen.Name]);
    }

    private static bool IsCompatible(RunningWorker worker, WorkerRequirements requirements) =>
        (worker.TeamId is null || worker.TeamId == requirements.TeamId)
        && (requirements.ResourceType.Length == 0 || worker.ResourceTypes.Contains(requirements.ResourceType))
        && (requirements.Platform.Length == 0 || worker.Platform == requirements.Platform)
        && (requirements.Tags.Count == 0 ? worker.Tags.Count == 0 : requirements.Tags.All(worker.Tags.Contains));
}
