using System.Net;

namespace Concourse.Testing.Clusters;

/// <summary>
/// A real cluster, reached as the ServiceAccount with the Role that we ship. <c>eval "$(hack/test-cluster up)"</c> makes one
/// and sets the variables; without them the live tests are skipped.
/// </summary>
public sealed record LiveCluster
{
    /// <summary>For tests of the driver.</summary>
    public const string Namespace = "concourse";

    /// <summary>For tests of a whole server, which removes every pod that it does not know.</summary>
    public const string ServerNamespace = "concourse-server";

    /// <summary>Why a live test is skipped.</summary>
    public const string Missing = KubeconfigVariable + " is not set; run: eval \"$(hack/test-cluster up)\"";

    private const string KubeconfigVariable = "CONCOURSE_TEST_KUBECONFIG";
    private const string ServerKubeconfigVariable = "CONCOURSE_TEST_SERVER_KUBECONFIG";
    private const string ImagesVariable = "CONCOURSE_TEST_IMAGES";
    private const string HostVariable = "CONCOURSE_TEST_POD_HOST";

    private LiveCluster()
    {
    }

    /// <summary>The account of <see cref="Namespace"/>.</summary>
    public required string Kubeconfig { get; init; }

    /// <summary>The account of <see cref="ServerNamespace"/>.</summary>
    public required string ServerKubeconfig { get; init; }

    /// <summary>References with digest by short name: helper, task, task-user, scratch, resource-mock, resource-git.</summary>
    public required IReadOnlyDictionary<string, string> Images { get; init; }

    /// <summary>Where pods reach this machine; nobody else does.</summary>
    public required IPAddress Host { get; init; }

    /// <summary>Null when there is none.</summary>
    /// <exception cref="InvalidOperationException">Some variables are set and others are not.</exception>
    public static LiveCluster? Find()
    {
        var kubeconfig = Environment.GetEnvironmentVariable(KubeconfigVariable);
        if (string.IsNullOrEmpty(kubeconfig))
        {
            return null;
        }

        return new LiveCluster
        {
            Kubeconfig = kubeconfig,
            ServerKubeconfig = Get(ServerKubeconfigVariable),
            Images = File.ReadLines(Get(ImagesVariable)).Select(line => line.Split(' ', 2)).ToDictionary(pair => pair[0], pair => pair[1]),
            Host = IPAddress.Parse(Get(HostVariable)),
        };
    }

    private static string Get(string variable) => Environment.GetEnvironmentVariable(variable)
        ?? throw new InvalidOperationException($"{KubeconfigVariable} is set, but {variable} is not; run hack/test-cluster again");
}
