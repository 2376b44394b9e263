using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Core.Variables;
using Concourse.Engine.Builds;
using Concourse.Engine.Scopes;

namespace Concourse.Engine.Steps.Tasks;

/// <summary>Finds the config that a task runs: file or inline, vars, limits, params, credentials, in upstream's order (engine chapter §7.1).</summary>
internal sealed class TaskConfigSource(TaskPlan plan, BuildRun run, ArtifactFiles files)
{
    /// <exception cref="StepException">There is no valid config; in upstream's words.</exception>
    public async Task<TaskConfig> LoadAsync(StepScope scope, CancellationToken ct)
    {
        var config = plan.ConfigPath.Length > 0 ? await FromFileAsync(scope, ct) : plan.Config ?? new TaskConfig();
        return await InterpolatedAsync(config.WithLimits(plan.Limits).WithParams(plan.Params), run.VariablesOf(scope), requireAll: true, ct);
    }

    private async Task<TaskConfig> FromFileAsync(StepScope scope, CancellationToken ct)
    {
        var path = plan.ConfigPath;
        var (artifact, file) = ArtifactPath.Parse(path) ?? throw new StepException($"config path '{path}' does not specify where the file lives");
        if (scope.Artifact(artifact) is not Artifact.Tree tree)
        {
            throw new StepException($"unknown artifact source: '{artifact}' in file path '{path}'");
        }

        var bytes = await files.ReadAsync(tree, file, ct) ?? throw new StepException($"task config '{path}' not found");
        TaskConfig config;
        try
        {
            config = ConfigReader.Task(ConfigReader.Document(bytes));
        }
        catch (ConfigFormatException e)
        {
            throw new StepException($"failed to create task config from bytes {path}: {e.Message}", e);
        }

        // These numbers were floats upstream, which do not fit into longer texts.
        return plan.Vars is { Count: > 0 } vars
            ? await InterpolatedAsync(config, new StaticVariables((MapValue)Numbers.AsFloats(vars)), requireAll: false, ct)
            : config;
    }

    private static async Task<TaskConfig> InterpolatedAsync(TaskConfig config, IVariables variables, bool requireAll, CancellationToken ct)
    {
        try
        {
            return await TaskTemplate.InterpolateAsync(config, variables, requireAll, ct);
        }
        catch (Exception e) when (e is VarException or ConfigFormatException)
        {
            throw new StepException(e.Message, e);
        }
    }
}
