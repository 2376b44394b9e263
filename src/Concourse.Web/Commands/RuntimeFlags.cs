using System.CommandLine;
using Concourse.Web.Hosting;

namespace Concourse.Web.Commands;

/// <summary>The flags of where steps run. Those of the one-machine runtime are our own.</summary>
internal sealed class RuntimeFlags(Flag flag)
{
    private readonly Option<string?> kubernetesNamespace = flag.Text("--kubernetes-namespace", "Namespace of step pods; makes steps run on Kubernetes.");
    private readonly Option<string?> kubeconfig = flag.Text("--kubernetes-kubeconfig", "Kubeconfig file; without it the in-cluster configuration is used.");
    private readonly Option<Uri?> engine =
        flag.Url("--local-engine", "Docker Engine API of the container engine that runs steps on this machine; without it DOCKER_HOST.");

    private readonly Option<string?> stateDirectory = flag.Text("--local-state-dir", "Directory of volumes and sandboxes on the engine's host.");
    private readonly Option<string?> network = flag.Text("--local-network", "Network of step containers.");
    private readonly Option<string?> helperImage = flag.Text("--local-helper-image", "Image of the helper container.");
    private readonly Option<string?> supervisor = flag.Text("--local-supervisor", "The supervisor binary; without it the one beside this program.");
    private readonly Option<IReadOnlyList<KeyValuePair<string, string>>> typeImages =
        flag.Map("--resource-type-image", "Image of a base resource type, as TYPE=IMAGE.", '=');

    public IEnumerable<Option> All => [kubernetesNamespace, kubeconfig, engine, stateDirectory, network, helperImage, supervisor, typeImages];

    public RuntimeOptions Read(ParseResult arguments) => new()
    {
        KubernetesNamespace = arguments.GetValue(kubernetesNamespace),
        KubernetesKubeconfig = arguments.GetValue(kubeconfig),
        DockerHost = arguments.GetValue(engine) ?? EngineOfEnvironment(),
        LocalStateDirectory = arguments.GetValue(stateDirectory),
        LocalNetwork = arguments.GetValue(network),
        HelperImage = arguments.GetValue(helperImage),
        SupervisorPath = arguments.GetValue(supervisor),
        ResourceTypeImages = (arguments.GetValue(typeImages) ?? []).ToDictionary(t => t.Key, t => t.Value),
    };

    private static Uri? EngineOfEnvironment() =>
        Uri.TryCreate(Environment.GetEnvironmentVariable("DOCKER_HOST"), UriKind.Absolute, out var url) ? url : null;
}
