using System.CommandLine;
using System.Text.RegularExpressions;
using Concourse.Web.Hosting;

namespace Concourse.Web.Commands;

/// <summary>The flags of where steps run. Those of the one-machine runtime are our own.</summary>
internal sealed partial class RuntimeFlags(Flag flag)
{
    private readonly KubernetesFlags kubernetes = new(flag);
    private readonly Option<string?> engine =
        flag.Text("--local-engine", "Docker Engine API of the container engine that runs steps on this machine; without it DOCKER_HOST.");

    private readonly Option<string?> workerName = flag.Text(
        "--local-worker-name", "Name of the worker. Installations that share a container engine need one each, nodes of one installation the same.");

    private readonly Option<string?> stateDirectory = flag.Text("--local-state-dir", "Directory of volumes and sandboxes on the engine's host.");
    private readonly Option<string?> network = flag.Text("--local-network", "Network of step containers.");
    private readonly Option<string?> supervisor = flag.Text("--local-supervisor", "The supervisor binary; without it the one beside this program.");
    private readonly Option<IReadOnlyList<KeyValuePair<string, string>>> typeImages =
        flag.Map("--resource-type-image", "Image of a base resource type, as TYPE=IMAGE.", '=');

    public IEnumerable<Option> All => [.. kubernetes.All, engine, workerName, stateDirectory, network, supervisor, typeImages];

    public RuntimeOptions Read(ParseResult arguments) => new()
    {
        Kubernetes = kubernetes.Read(arguments),
        DockerHost = Endpoint(arguments.GetValue(engine) ?? Environment.GetEnvironmentVariable("DOCKER_HOST")),
        LocalWorkerName = WorkerName(arguments.GetValue(workerName)),
        LocalStateDirectory = arguments.GetValue(stateDirectory),
        LocalNetwork = arguments.GetValue(network),
        SupervisorPath = arguments.GetValue(supervisor),
        ResourceTypeImages = (arguments.GetValue(typeImages) ?? []).ToDictionary(t => t.Key, t => t.Value),
    };

    // It becomes part of the names of containers and of a directory.
    private static string? WorkerName(string? name) => string.IsNullOrEmpty(name) ? null
        : WorkerNamePattern().IsMatch(name) ? name
        : throw new StartupException($"'{name}' is no name of a worker; write letters, digits, '_', '.' and '-', beginning with a letter or digit");

    [GeneratedRegex(@"^[a-zA-Z0-9][a-zA-Z0-9_.-]*\z")]
    private static partial Regex WorkerNamePattern();

    private static Uri? Endpoint(string? text) => string.IsNullOrEmpty(text) ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) ? url
        : throw new StartupException($"'{text}' is no address of a container engine; write unix:///path/to.sock or tcp://host:port");
}
