namespace Concourse.Core.Configuration.Tasks;

/// <summary>What a task config must have (pipeline-config.md §5).</summary>
public static class TaskValidation
{
    /// <summary>One line per mistake, in upstream's order; empty if the config is good.</summary>
    public static IReadOnlyList<string> Errors(TaskConfig config)
    {
        var errors = new List<string>();
        if (config.Platform.Length == 0)
        {
            errors.Add("missing 'platform'");
        }

        errors.AddRange((config.Inputs ?? []).Index().Where(i => i.Item.Name.Length == 0)
            .Select(i => $"  input in position {i.Index} is missing a name"));
        errors.AddRange((config.Outputs ?? []).Index().Where(o => o.Item.Name.Length == 0)
            .Select(o => $"  output in position {o.Index} is missing a name"));
        return errors;
    }

    /// <summary>The lines as one message.</summary>
    public static string Message(IReadOnlyList<string> errors) => $"invalid task configuration:\n{string.Join('\n', errors)}";
}
