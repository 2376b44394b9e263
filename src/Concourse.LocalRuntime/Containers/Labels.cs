using Concourse.Runtime.Sandboxes;

namespace Concourse.LocalRuntime.Containers;

/// <summary>How the engine's objects say whose they are: by these we find again what we made, after any crash.</summary>
internal static class Labels
{
    public const string Worker = "concourse.worker";

    /// <summary>Of a main container: the sandbox's handle.</summary>
    public const string Handle = "concourse.handle";

    /// <summary>Of the helper container, and of its image: the supervisor's hash.</summary>
    public const string Helper = "concourse.helper";

    /// <summary>Of an image made from a volume: the volume's handle.</summary>
    public const string Volume = "concourse.volume";

    public static Dictionary<string, string> Of(string worker, string handle, SandboxMetadata metadata)
    {
        var labels = new Dictionary<string, string> { [Worker] = worker, [Handle] = handle };
        Add("concourse.type", metadata.Type);
        Add("concourse.step", metadata.StepName);
        Add("concourse.attempt", metadata.Attempt);
        Add("concourse.team", metadata.TeamName);
        Add("concourse.pipeline", metadata.PipelineName);
        Add("concourse.instance-vars", metadata.PipelineInstanceVars);
        Add("concourse.job", metadata.JobName);
        Add("concourse.build", metadata.BuildName);
        return labels;

        void Add(string key, string value)
        {
            if (value != "")
            {
                labels[key] = value;
            }
        }
    }

    /// <summary>The engine's filter for objects with all of these labels; a null value: any.</summary>
    public static Dictionary<string, IDictionary<string, bool>> Filter(params (string Key, string? Value)[] labels) => new()
    {
        ["label"] = labels.ToDictionary(l => l.Value is null ? l.Key : $"{l.Key}={l.Value}", _ => true),
    };
}
