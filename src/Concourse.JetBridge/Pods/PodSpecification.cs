using Concourse.Runtime.Images;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Volumes;
using k8s.Models;

namespace Concourse.JetBridge.Pods;

/// <summary>
/// The pod of a sandbox as a pure function of (sandbox spec, options): the helper first, then main under the supervisor.
/// Holds no environment, argument or stdin of a step; those travel in the supervisor's <c>start</c>.
/// </summary>
internal static class PodSpecification
{
    /// <summary>More than the supervisor's own 10 s between TERM and KILL; it exits as soon as its children are gone.</summary>
    private const long TerminationGraceSeconds = 20;

    /// <param name="spec">What the step needs.</param>
    /// <param name="options">Settings of the driver.</param>
    /// <param name="name">The pod's name: <see cref="PodNames.For"/>, or the handle where another sandbox took that name.</param>
    public static V1Pod For(SandboxSpec spec, JetBridgeOptions options, string name) => new()
    {
        ApiVersion = "v1",
        Kind = "Pod",
        Metadata = new V1ObjectMeta
        {
            Name = name,
            Labels = PodLabels.For(options.WorkerName, spec.Handle, spec.Metadata),
        },
        Spec = new V1PodSpec
        {
            RestartPolicy = "Never",
            EnableServiceLinks = false,
            AutomountServiceAccountToken = false,
            ServiceAccountName = options.ServiceAccount,
            TerminationGracePeriodSeconds = TerminationGraceSeconds,
            ImagePullSecrets = PullSecrets(spec, options),
            InitContainers = options.Delivery == SupervisorDelivery.Init ? [HelperContainers.Delivery(spec, options)] : null,
            Containers = [HelperContainers.Helper(spec, options), Main(spec, options)],
            Volumes = Volumes(spec, options),
        },
    };

    private static List<V1LocalObjectReference>? PullSecrets(SandboxSpec spec, JetBridgeOptions options)
    {
        IEnumerable<string> own = spec.Image is ImageSource.Registry { Credentials: not null } ? [PullSecret.NameFor(spec.Handle)] : [];
        var secrets = options.ImagePullSecrets.Concat(own).Distinct().Select(secret => new V1LocalObjectReference { Name = secret }).ToList();
        return secrets.Count == 0 ? null : secrets;
    }

    private static V1Container Main(SandboxSpec spec, JetBridgeOptions options)
    {
        var image = spec.Image as ImageSource.Registry
            ?? throw new SandboxException("an artifact cannot be the image of a step on Kubernetes without being pushed to a registry; "
                + "give the task an image_resource of type registry-image");
        return new V1Container
        {
            Name = PodPaths.Main,
            Image = image.Reference,
            ImagePullPolicy = "IfNotPresent",
            Command = [PodPaths.Supervisor, "run", "--state", PodPaths.State, .. spec.Hermetic ? ["--hermetic"] : Array.Empty<string>()],
            TerminationMessagePolicy = "FallbackToLogsOnError",
            Resources = Resources(spec.Limits),
            SecurityContext = new V1SecurityContext
            {
                Privileged = spec.Privileged ? true : null,
                AllowPrivilegeEscalation = spec.Privileged ? null : false,
                RunAsUser = spec.NeedsRoot ? 0 : null,
            },
            VolumeMounts =
            [
                new V1VolumeMount { Name = PodPaths.SharedVolume, MountPath = PodPaths.SharedDirectory },
                .. spec.Mounts.Select(mount => new V1VolumeMount
                {
                    Name = PodPaths.VolumeName(mount.Handle),
                    MountPath = mount.MountPath,
                    ReadOnlyProperty = mount.Content is VolumeContent.Existing ? true : null,
                }),
                .. options.ServiceAccount is null ? [] : new[] { ServiceAccountToken.Mount },
            ],
        };
    }

    private static List<V1Volume> Volumes(SandboxSpec spec, JetBridgeOptions options) =>
    [
        EmptyDirectory(PodPaths.SharedVolume),
        .. spec.Mounts.Select(mount => EmptyDirectory(PodPaths.VolumeName(mount.Handle))),
        .. options.ServiceAccount is null ? [] : new[] { ServiceAccountToken.Volume },
    ];

    private static V1Volume EmptyDirectory(string name) => new() { Name = name, EmptyDir = new V1EmptyDirVolumeSource() };

    /// <summary>CPU is a weight, so it becomes a request without a limit; memory is a ceiling, so both are equal. 0 is unset.</summary>
    private static V1ResourceRequirements? Resources(SandboxLimits limits)
    {
        var requests = new Dictionary<string, ResourceQuantity>();
        var maxima = new Dictionary<string, ResourceQuantity>();
        if (limits.CpuShares is > 0 and var shares)
        {
            requests["cpu"] = new ResourceQuantity(Math.Max(1, shares * 1000 / 1024) + "m");
        }

        if (limits.MemoryBytes is > 0 and var bytes)
        {
            requests["memory"] = maxima["memory"] = new ResourceQuantity(bytes.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return requests.Count == 0 ? null : new V1ResourceRequirements { Requests = requests, Limits = maxima.Count == 0 ? null : maxima };
    }
}
