using System.CommandLine;
using Concourse.JetBridge;
using Concourse.Web.Hosting;

namespace Concourse.Web.Commands;

/// <summary>The group "Kubernetes Runtime" (jetbridge.md §2.1), as far as the driver has the setting.</summary>
internal sealed class KubernetesFlags(Flag flag)
{
    private static readonly Dictionary<string, SupervisorDelivery> Deliveries = new()
    {
        ["poststart"] = SupervisorDelivery.PostStart,
        ["init"] = SupervisorDelivery.Init,
    };

    private readonly Option<string?> name = flag.Text("--kubernetes-namespace", "Namespace of step pods; makes steps run on Kubernetes.");
    private readonly Option<string?> kubeconfig = flag.Text("--kubernetes-kubeconfig", "Kubeconfig file; without it the in-cluster configuration is used.");
    private readonly Option<string?> helperImage = flag.Text("--kubernetes-artifact-helper-image", "Image of the helper container, which holds the supervisor.");
    private readonly Option<string?> serviceAccount = flag.Text("--kubernetes-service-account", "Service account whose token steps get.");
    private readonly Option<IReadOnlyList<string>> pullSecrets = flag.List("--kubernetes-image-pull-secret", "Pull secret of every pod.");
    private readonly Option<TimeSpan> startupTimeout =
        flag.Duration("--kubernetes-pod-startup-timeout", "Longest time until a pod's main container runs.", TimeSpan.FromMinutes(5));

    private readonly Option<SupervisorDelivery> delivery = flag.Choice(
        "--kubernetes-supervisor-delivery", "How the supervisor gets into pods: poststart or init.", SupervisorDelivery.PostStart, Deliveries);

    public IEnumerable<Option> All => [name, kubeconfig, helperImage, serviceAccount, pullSecrets, startupTimeout, delivery];

    /// <summary>Null when no namespace is named.</summary>
    /// <exception cref="StartupException">A namespace without a helper image.</exception>
    public KubernetesOptions? Read(ParseResult arguments) => arguments.GetValue(name) is not { Length: > 0 } kubernetesNamespace ? null
        : new KubernetesOptions(
            arguments.GetValue(kubeconfig),
            new JetBridgeOptions
            {
                Namespace = kubernetesNamespace,
                HelperImage = arguments.GetValue(helperImage)
                    ?? throw new StartupException("steps on Kubernetes need --kubernetes-artifact-helper-image, the image that holds the supervisor"),
                ServiceAccount = arguments.GetValue(serviceAccount),
                ImagePullSecrets = arguments.GetValue(pullSecrets) ?? [],
                PodStartupTimeout = arguments.GetValue(startupTimeout),
                Delivery = arguments.GetValue(delivery),
            });
}
