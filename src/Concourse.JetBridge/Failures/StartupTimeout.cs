using Concourse.Core.Configuration;
using Concourse.JetBridge.Pods;
using k8s.Models;

namespace Concourse.JetBridge.Failures;

/// <summary>The message for a pod whose main did not come up in time, with what the pod was waiting for.</summary>
internal static class StartupTimeout
{
    public static string Describe(V1Pod? pod, TimeSpan timeout)
    {
        var limit = GoDuration.From(timeout);
        return pod is null
            ? $"timed out waiting for pod to start (timeout: {limit})"
            : $"timed out waiting for pod to start (timeout: {limit}, phase: {pod.Status?.Phase ?? "Pending"}){Cause(pod)}";
    }

    /// <summary>Whether the clock of the startup timeout still runs for this pod.</summary>
    public static bool IsStarting(V1Pod pod) =>
        pod.Status?.ContainerStatuses?.FirstOrDefault(status => status.Name == PodPaths.Main)?.State is not ({ Running: not null } or { Terminated: not null });

    private static string Cause(V1Pod pod)
    {
        var unscheduled = pod.Status?.Conditions?.FirstOrDefault(condition =>
            condition is { Type: "PodScheduled", Status: "False", Reason: "Unschedulable" });
        if (unscheduled is not null)
        {
            return ": Unschedulable: " + unscheduled.Message;
        }

        var waiting = (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? [])
            .FirstOrDefault(status => PodFailure.IsPullFailure(status.State))?.State?.Waiting;
        return waiting is null ? "" : $": {waiting.Reason}: {waiting.Message}";
    }
}
