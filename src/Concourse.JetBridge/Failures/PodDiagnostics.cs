using System.Globalization;
using System.Text;
using k8s.Models;

namespace Concourse.JetBridge.Failures;

/// <summary>The block that describes a failed pod to the user (jetbridge.md §8.5).</summary>
internal static class PodDiagnostics
{
    public static string Of(V1Pod pod)
    {
        var block = new StringBuilder("\n--- Pod Failure Diagnostics ---\n");
        block.Append(CultureInfo.InvariantCulture, $"Pod: {pod.Metadata.NamespaceProperty}/{pod.Metadata.Name}\n");
        var status = pod.Status ?? new V1PodStatus();
        block.Append(CultureInfo.InvariantCulture, $"Phase: {status.Phase}\n");
        AppendIfSet("Reason", status.Reason);
        AppendIfSet("Message", status.Message);
        foreach (var condition in status.Conditions ?? [])
        {
            if (condition.Status == "False" || !string.IsNullOrEmpty(condition.Reason))
            {
                block.Append(CultureInfo.InvariantCulture,
                    $"Condition: {condition.Type}={condition.Status} Reason={condition.Reason} Message={condition.Message}\n");
            }
        }

        foreach (var container in (status.InitContainerStatuses ?? []).Concat(status.ContainerStatuses ?? []))
        {
            if (container.State?.Waiting is { } waiting)
            {
                block.Append(CultureInfo.InvariantCulture, $"Container \"{container.Name}\": Waiting: {waiting.Reason}: {waiting.Message}\n");
            }

            if (container.State?.Terminated is { } ended)
            {
                block.Append(CultureInfo.InvariantCulture, $"Container \"{container.Name}\": Terminated: {ended.Reason} (exit code {ended.ExitCode})\n");
            }
        }

        return block.ToString();

        void AppendIfSet(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                block.Append(CultureInfo.InvariantCulture, $"{name}: {value}\n");
            }
        }
    }
}
