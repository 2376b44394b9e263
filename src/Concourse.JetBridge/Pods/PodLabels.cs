using Concourse.Runtime.Sandboxes;

namespace Concourse.JetBridge.Pods;

/// <summary>
/// Labels of a step's pod (jetbridge.md §5.2). Values are for people, except <see cref="Worker"/> and <see cref="Handle"/>;
/// characters that Kubernetes refuses become hyphens, so that no name of a pipeline makes a pod impossible.
/// </summary>
internal static class PodLabels
{
    public const string Worker = "concourse.ci/worker";
    public const string Handle = "concourse.ci/handle";
    private const string Prefix = "concourse.ci/";
    private const int MaxLength = 63;

    public static Dictionary<string, string> For(string workerName, string handle, SandboxMetadata metadata)
    {
        var labels = new Dictionary<string, string>
        {
            [Worker] = Value(workerName),
            [Handle] = handle,
            [Prefix + "type"] = Value(metadata.Type),
        };
        AddIfNamed("pipeline", metadata.PipelineName);
        AddIfNamed("job", metadata.JobName);
        AddIfNamed("build", metadata.BuildName);
        AddIfNamed("step", metadata.StepName);
        return labels;

        void AddIfNamed(string key, string name)
        {
            var value = Value(name);
            if (value.Length > 0)
            {
                labels[Prefix + key] = value;
            }
        }
    }

    /// <summary>Selects all pods of a worker.</summary>
    public static string WorkerSelector(string workerName) => Worker + "=" + Value(workerName);

    private static string Value(string name)
    {
        var characters = name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-').ToArray();
        var value = new string(characters, 0, Math.Min(characters.Length, MaxLength));
        return value.Trim('-', '_', '.');
    }
}
