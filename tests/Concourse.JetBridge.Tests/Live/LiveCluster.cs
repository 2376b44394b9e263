using Concourse.JetBridge.Cluster;
using k8s;

namespace Concourse.JetBridge.Tests.Live;

/// <summary>
/// A real cluster, reached as the ServiceAccount with the Role that we ship. <c>eval "$(hack/test-cluster up)"</c> makes one
/// and sets the two variables; without them the live tests are skipped.
/// </summary>
public sealed class LiveCluster
{
    public const string Namespace = "concourse";

    private const string KubeconfigVariable = "CONCOURSE_TEST_KUBECONFIG";
    private const string ImagesVariable = "CONCOURSE_TEST_IMAGES";

    private LiveCluster(string kubeconfig, IReadOnlyDictionary<string, string> images)
    {
        Kubeconfig = kubeconfig;
        Images = images;
    }

    public string Kubeconfig { get; }

    /// <summary>References with digest by short name: helper, task, task-user, scratch.</summary>
    public IReadOnlyDictionary<string, string> Images { get; }

    /// <summary>The cluster; ends the test as skipped when there is none.</summary>
    public static LiveCluster Require()
    {
        var kubeconfig = Environment.GetEnvironmentVariable(KubeconfigVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(kubeconfig), $"{KubeconfigVariable} is not set; run: eval \"$(hack/test-cluster up)\"");
        var file = Environment.GetEnvironmentVariable(ImagesVariable)
            ?? throw new InvalidOperationException($"{KubeconfigVariable} is set, but {ImagesVariable} is not");
        var images = File.ReadLines(file).Select(line => line.Split(' ', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return new LiveCluster(kubeconfig!, images);
    }

    public Kubernetes Open() => KubernetesConnection.Open(Kubeconfig);
}
