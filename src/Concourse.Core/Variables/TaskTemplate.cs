using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Json;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Json;

namespace Concourse.Core.Variables;

/// <summary>Replaces vars in a task config (pipeline-config.md §5, "Assembly order").</summary>
public static class TaskTemplate
{
    /// <summary>The config with vars replaced in its JSON form, read anew as a task file is.</summary>
    /// <exception cref="VarException">A var is not known or does not fit.</exception>
    /// <exception cref="ConfigFormatException">What comes out is no valid config.</exception>
    public static async Task<TaskConfig> InterpolateAsync(TaskConfig config, IVariables variables, bool requireAll, CancellationToken ct)
    {
        try
        {
            var template = JsonText.Parse(TaskConfigJson.Text(config));
            return ConfigReader.Task(await VarTemplate.InterpolateAsync(template, variables, requireAll, ct).ConfigureAwait(false));
        }
        catch (VarException e)
        {
            throw new VarException($"failed to interpolate task config: {e.Message}");
        }
        catch (ConfigFormatException e)
        {
            throw new ConfigFormatException($"failed to create task config from bytes: {e.Message}", e.Position, e.Hint);
        }
    }
}
