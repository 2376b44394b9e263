using System.Security.Cryptography;
using System.Text;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Plans;
using Concourse.Engine.Scopes;

namespace Concourse.Engine.Steps.Tasks;

/// <summary>Where a task's inputs, outputs and caches are in its container (engine chapter §7.2). Pure.</summary>
internal sealed record TaskLayout
{
    /// <summary>The task's own directory: its name decides it, so it is the same after a crash.</summary>
    public required string Directory { get; init; }

    /// <summary>Mounts by absolute path; caches are empty here.</summary>
    public required IReadOnlyDictionary<string, Artifact.Tree?> Mounts { get; init; }

    /// <summary>Mount path of each output, by the name under which it is registered.</summary>
    public required IReadOnlyList<(string Name, string Path)> Outputs { get; init; }

    /// <summary>Mount path of each cache, beside its configuration.</summary>
    public required IReadOnlyList<(TaskCacheConfig Cache, string Path)> Caches { get; init; }

    /// <exception cref="StepException">Inputs are missing.</exception>
    public static TaskLayout Of(TaskPlan plan, TaskConfig config, StepScope scope)
    {
        var directory = DirectoryOf(plan.Name);
        var mounts = new Dictionary<string, Artifact.Tree?> { [directory] = null };
        var missing = new List<string>();
        foreach (var input in config.Inputs ?? [])
        {
            var name = plan.InputMapping?.GetValueOrDefault(input.Name) ?? input.Name;
            if (scope.Artifact(name) is Artifact.Tree artifact)
            {
                mounts[Resolve(directory, OrElse(input.Path, input.Name))] = artifact;
            }
            else if (!input.Optional)
            {
                missing.Add(name);
            }
        }

        if (missing.Count > 0)
        {
            throw new StepException($"missing inputs: {string.Join(", ", missing)}");
        }

        var outputs = new List<(string, string)>();
        foreach (var output in config.Outputs ?? [])
        {
            var path = Resolve(directory, OrElse(output.Path, output.Name));
            mounts.TryAdd(path, null);
            outputs.Add((plan.OutputMapping?.GetValueOrDefault(output.Name) ?? output.Name, path));
        }

        var caches = (config.Caches ?? []).Select(cache => (cache, Resolve(directory, cache.Path))).ToList();
        foreach (var (_, path) in caches)
        {
            mounts.TryAdd(path, null);
        }

        return new TaskLayout { Directory = directory, Mounts = mounts, Outputs = outputs, Caches = caches };
    }

    /// <summary>A path below the directory, in which <c>..</c> leads nowhere; absolute ones stay as they are.</summary>
    public static string Resolve(string directory, string path)
    {
        if (path.StartsWith('/'))
        {
            return Clean(path);
        }

        return Clean($"{directory}/{path.Replace("..", "", StringComparison.Ordinal)}");
    }

    private static string DirectoryOf(string taskName) =>
        "/tmp/build/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(taskName)).AsSpan(0, 4));

    private static string Clean(string path) =>
        "/" + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."));

    private static string OrElse(string path, string name) => path.Length > 0 ? path : name;
}
