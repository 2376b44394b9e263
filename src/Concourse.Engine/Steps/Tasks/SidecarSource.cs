using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Plans;
using Concourse.Engine.Scopes;

namespace Concourse.Engine.Steps.Tasks;

/// <summary>Gathers the containers that run beside a task's: those of the step, in files or in place, then those of its config (pipeline-config.md §6).</summary>
internal sealed class SidecarSource(TaskPlan plan, ArtifactFiles files)
{
    /// <exception cref="StepException">A file cannot be read, or a definition is not sound; in upstream's words.</exception>
    public async Task<IReadOnlyList<SidecarConfig>> LoadAsync(TaskConfig config, StepScope scope, CancellationToken ct)
    {
        var sidecars = new List<SidecarConfig>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var reference in plan.Sidecars ?? [])
        {
            IReadOnlyList<SidecarConfig> more = reference.File is { } path ? await FromFileAsync(path, names, scope, ct) : [reference.Inline!];
            sidecars.AddRange(more);
            names.UnionWith(more.Select(s => s.Name));
        }

        sidecars.AddRange(config.Sidecars ?? []);
        return SidecarValidation.FirstError(sidecars) is { } error ? throw new StepException(error) : sidecars;
    }

    private async Task<IReadOnlyList<SidecarConfig>> FromFileAsync(
        string path, HashSet<string> taken, StepScope scope, CancellationToken ct)
    {
        var (artifact, file) = ArtifactPath.Parse(path) ?? throw new StepException($"sidecar path '{path}' must be in the format SOURCE/FILE");
        if (scope.Artifact(artifact) is not Artifact.Tree tree)
        {
            throw new StepException($"sidecar file '{path}': unknown artifact source '{artifact}'");
        }

        var bytes = await files.ReadAsync(tree, file, ct) ?? throw new StepException($"sidecar file '{path}': file not found");
        IReadOnlyList<SidecarConfig> read;
        try
        {
            read = ConfigReader.Sidecars(bytes);
        }
        catch (ConfigFormatException e)
        {
            throw new StepException($"sidecar file '{path}': {e.Message}", e);
        }

        return read.FirstOrDefault(s => taken.Contains(s.Name)) is { } again
            ? throw new StepException($"sidecar file '{path}': {SidecarValidation.Repeated(again)}")
            : read;
    }
}
