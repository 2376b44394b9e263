using System.Text;
using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Json;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Json;
using Concourse.Core.Plans;
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
        var config = plan.ConfigPath.Length > 0
            ? await FromFileAsync(scope, ct)
            : plan.Config ?? throw new StepException(TaskValidation.Message(["missing 'platform'"]));
        config = await InterpolatedAsync(config.WithLimits(plan.Limits).WithParams(plan.Params), scope, ct);
        var errors = TaskValidation.Errors(config);
        return errors.Count == 0 ? config : throw new StepException(TaskValidation.Message(errors));
    }

    private async Task<TaskConfig> FromFileAsync(StepScope scope, CancellationToken ct)
    {
        var path = plan.ConfigPath;
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            throw new StepException($"config path '{path}' does not specify where the file lives");
        }

        var artifact = path[..slash];
        if (scope.Artifact(artifact) is not Artifact.Tree tree)
        {
            throw new StepException($"unknown artifact source: '{artifact}' in file path '{path}'");
        }

        var bytes = await files.ReadAsync(tree, path[(slash + 1)..], ct) ?? throw new StepException($"task config '{path}' not found");
        var text = Encoding.UTF8.GetString(bytes);
        try
        {
            var document = ConfigReader.Document(text);
            if (plan.Vars is { Count: > 0 } vars)
            {
                document = VarTemplate.Interpolate(document, [new StaticVariables(vars)], requireAll: false);
            }

            return ConfigReader.Task(document);
        }
        catch (ConfigFormatException e)
        {
            throw new StepException($"failed to create task config from bytes {path}: {e.Message}", e);
        }
        catch (VarException e)
        {
            throw new StepException($"failed to interpolate task config: {e.Message}", e);
        }
    }

    private async Task<TaskConfig> InterpolatedAsync(TaskConfig config, StepScope scope, CancellationToken ct)
    {
        var text = TaskConfigJson.Text(config);
        if (!text.Contains("((", StringComparison.Ordinal))
        {
            return config;
        }

        try
        {
            return ConfigReader.Task(await run.EvaluateAsync(JsonText.Parse(text), scope, ct));
        }
        catch (StepException e)
        {
            throw new StepException($"failed to interpolate task config: {e.Message}", e);
        }
        catch (ConfigFormatException e)
        {
            throw new StepException($"failed to create task config from bytes: {e.Message}", e);
        }
    }
}
