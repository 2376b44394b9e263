using Concourse.Runtime.Sandboxes;
using k8s.Models;

namespace Concourse.JetBridge.Pods;

/// <summary>The containers that run our own image beside main: the helper, and the init container that may deliver the supervisor.</summary>
internal static class HelperContainers
{
    /// <summary>
    /// Enough to read, write and keep the ownership of files that any user of main made, and nothing else of root's powers.
    /// </summary>
    private static readonly string[] FileCapabilities = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "MKNOD", "SETFCAP"];

    public static V1Container Helper(SandboxSpec spec, JetBridgeOptions options) => new()
    {
        Name = PodPaths.Helper,
        Image = options.HelperImage,
        ImagePullPolicy = "IfNotPresent",
        Command = [options.SupervisorPath, "pause", "--state", PodPaths.State],
        Lifecycle = options.Delivery == SupervisorDelivery.PostStart
            ? new V1Lifecycle { PostStart = new V1LifecycleHandler { Exec = new V1ExecAction { Command = DeliverCommand(spec, options) } } }
            : null,
        Resources = Resources(),
        SecurityContext = Security(takesLinksDown: spec.Hermetic && options.Delivery == SupervisorDelivery.PostStart),
        TerminationMessagePolicy = "FallbackToLogsOnError",
        VolumeMounts =
        [
            SharedMount(),
            .. spec.Mounts.Select(mount => new V1VolumeMount
            {
                Name = PodPaths.VolumeName(mount.Handle),
                MountPath = PodPaths.HelperVolumes + "/" + mount.Handle,
            }),
        ],
    };

    public static V1Container Delivery(SandboxSpec spec, JetBridgeOptions options) => new()
    {
        Name = PodPaths.Delivery,
        Image = options.HelperImage,
        ImagePullPolicy = "IfNotPresent",
        Command = DeliverCommand(spec, options),
        Resources = Resources(),
        SecurityContext = Security(takesLinksDown: spec.Hermetic),
        TerminationMessagePolicy = "FallbackToLogsOnError",
        VolumeMounts = [SharedMount()],
    };

    /// <summary>Delivering comes before main starts, so this is also where a hermetic step loses its network.</summary>
    private static List<string> DeliverCommand(SandboxSpec spec, JetBridgeOptions options) =>
        [options.SupervisorPath, "deliver", PodPaths.Supervisor, .. spec.Hermetic ? ["--hermetic"] : Array.Empty<string>()];

    private static V1VolumeMount SharedMount() => new() { Name = PodPaths.SharedVolume, MountPath = PodPaths.SharedDirectory };

    private static V1SecurityContext Security(bool takesLinksDown) => new()
    {
        RunAsUser = 0,
        AllowPrivilegeEscalation = false,
        Capabilities = new V1Capabilities { Drop = ["ALL"], Add = takesLinksDown ? [.. FileCapabilities, "NET_ADMIN"] : [.. FileCapabilities] },
    };

    /// <summary>No CPU limit: packing a large volume may use what is free.</summary>
    private static V1ResourceRequirements Resources() => new()
    {
        Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("10m"), ["memory"] = new("32Mi") },
        Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("256Mi") },
    };
}
