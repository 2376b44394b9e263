using Concourse.JetBridge.Pods;
using k8s.Models;

namespace Concourse.JetBridge.Failures;

/// <summary>
/// Why a pod cannot (any more) run its step, read from its status alone (jetbridge.md §8.4). Says nothing about pods that may
/// still come up: waiting for a node or repeating a pull is bounded by the startup timeout, not judged here.
/// </summary>
internal static class PodFailure
{
    private static readonly string[] FinalWaitingReasons =
        ["InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError", "CreateContainerError", "CrashLoopBackOff", "RunContainerError"];

    /// <summary>What a registry answers when trying again cannot help.</summary>
    private static readonly string[] FinalPullMessages =
        ["not found", "manifest unknown", "name unknown", "unauthorized", "authorization failed", "authentication required", "denied", "forbidden"];

    /// <summary>The reason for the user; null while main runs or may still run.</summary>
    public static string? Of(V1Pod pod)
    {
        var status = pod.Status ?? new V1PodStatus();
        if (pod.Metadata.DeletionTimestamp is not null)
        {
            return Disruption(status) ?? "pod terminated: it was deleted";
        }

        if (status.Phase == "Failed" && !string.IsNullOrEmpty(status.Reason))
        {
            return $"pod failed: {status.Reason}: {status.Message}";
        }

        // The kubelet may report an evicted pod's containers before the pod's own reason.
        return NotDelivered(status) ?? (Ended(status) is { } ended ? Disruption(status) ?? ended : CannotStart(status))
            ?? (status.Phase is "Failed" or "Succeeded" ? $"pod terminated before exec could run (phase: {status.Phase})" : null);
    }

    /// <summary>
    /// Whether nothing more can come from the pod's helper: it ended, or waits for a main that never starts. After a main that
    /// did run, the helper still has its output to tell.
    /// </summary>
    public static bool EndsHelper(V1Pod pod) =>
        !HasHelper(pod) || (pod.Status is { } status && (NotDelivered(status) ?? CannotStart(status) ?? NeverRan(status)) is not null);

    /// <summary>Whether the helper runs, or is about to.</summary>
    public static bool HasHelper(V1Pod pod) =>
        pod.Metadata.DeletionTimestamp is null && pod.Status?.Phase is null or "Pending" or "Running"
        && Container(pod.Status?.ContainerStatuses, PodPaths.Helper)?.State?.Terminated is null;

    /// <summary>Whether the image of some container is being fetched without success so far.</summary>
    public static bool IsPullFailure(V1ContainerState? state) => state?.Waiting?.Reason is "ErrImagePull" or "ImagePullBackOff";

    /// <summary>Since Kubernetes 1.26: who else than a person made the pod go (eviction, preemption, a lost node), and why.</summary>
    private static string? Disruption(V1PodStatus status) =>
        status.Conditions?.FirstOrDefault(condition => condition is { Type: "DisruptionTarget", Status: "True" }) is { } target
            ? $"pod terminated: {target.Reason}: {target.Message}"
            : null;

    private static string? NotDelivered(V1PodStatus status)
    {
        if (Container(status.InitContainerStatuses, PodPaths.Delivery)?.State is { Terminated: { ExitCode: not 0 } ended })
        {
            return $"supervisor not delivered: init container ended with exit code {ended.ExitCode}{Detail(ended.Message)}";
        }

        // The kubelet starts main even after a failed hook; main's own error then shows what is missing.
        return Container(status.ContainerStatuses, PodPaths.Main)?.State is { } main && StartMessage(main) is { } message
            && message.Contains(PodPaths.Supervisor, StringComparison.Ordinal)
            && message.Contains("no such file", StringComparison.Ordinal)
                ? $"supervisor not delivered: the helper's postStart hook did not copy it ({message}); "
                    + "check the helper image, or choose --kubernetes-supervisor-delivery=init"
                : null;
    }

    private static string? StartMessage(V1ContainerState state) => state switch
    {
        { Terminated.Reason: "StartError" or "ContainerCannotRun" } => state.Terminated.Message,
        { Waiting.Reason: "RunContainerError" or "CreateContainerError" } => state.Waiting.Message,
        _ => null,
    };

    private static string? NeverRan(V1PodStatus status) =>
        Container(status.ContainerStatuses, PodPaths.Main)?.State is { } main ? StartMessage(main) : null;

    private static string? Ended(V1PodStatus status)
    {
        foreach (var name in (string[])[PodPaths.Main, PodPaths.Helper])
        {
            if (Container(status.ContainerStatuses, name)?.State?.Terminated is { } ended)
            {
                return ended.Reason == "OOMKilled"
                    ? $"pod failed: OOMKilled: container \"{name}\" used more memory than its limit"
                    : $"pod failed: {ended.Reason ?? "Ended"}: container \"{name}\" ended with exit code {ended.ExitCode}{Detail(ended.Message)}";
            }
        }

        return null;
    }

    private static string? CannotStart(V1PodStatus status)
    {
        foreach (var container in (status.InitContainerStatuses ?? []).Concat(status.ContainerStatuses ?? []))
        {
            if (container.State?.Waiting is { } waiting && IsFinal(waiting))
            {
                return $"pod failed: {waiting.Reason}: {waiting.Message}";
            }
        }

        return null;
    }

    private static bool IsFinal(V1ContainerStateWaiting waiting) =>
        FinalWaitingReasons.Contains(waiting.Reason)
        || (waiting.Reason is "ErrImagePull" or "ImagePullBackOff"
            && FinalPullMessages.Any(text => waiting.Message?.Contains(text, StringComparison.OrdinalIgnoreCase) == true));

    private static V1ContainerStatus? Container(IList<V1ContainerStatus>? statuses, string name) =>
        statuses?.FirstOrDefault(status => status.Name == name);

    private static string Detail(string? message) => string.IsNullOrEmpty(message) ? "" : ": " + message;
}
