namespace Concourse.Core.Configuration.Tasks;

/// <summary>What a step and the operator change in a task's config before it runs (pipeline-config.md §5, "Assembly order").</summary>
public static class TaskOverrides
{
    /// <summary>The step's limits over the config's, field by field.</summary>
    public static TaskConfig WithLimits(this TaskConfig config, ContainerLimits? limits) => limits is null ? config : config with
    {
        Limits = new ContainerLimits
        {
            Cpu = limits.Cpu ?? config.Limits?.Cpu,
            Memory = limits.Memory ?? config.Limits?.Memory,
        },
    };

    /// <summary>The operator's limits where neither step nor config set one.</summary>
    public static TaskConfig WithDefaultLimits(this TaskConfig config, ContainerLimits? defaults) => defaults is null ? config : config with
    {
        Limits = new ContainerLimits
        {
            Cpu = config.Limits?.Cpu ?? defaults.Cpu,
            Memory = config.Limits?.Memory ?? defaults.Memory,
        },
    };

    /// <summary>The step's environment over the config's.</summary>
    public static TaskConfig WithParams(this TaskConfig config, IReadOnlyDictionary<string, string>? parameters)
    {
        if (parameters is not { Count: > 0 })
        {
            return config;
        }

        var merged = new SortedList<string, string>(Values.Utf8Order.Instance);
        foreach (var (name, value) in (config.Params ?? new Dictionary<string, string>()).Concat(parameters))
        {
            merged[name] = value;
        }

        return config with { Params = merged };
    }
}
