using k8s;
using k8s.Exceptions;

namespace Concourse.JetBridge.Cluster;

/// <summary>Makes API clients.</summary>
public static class KubernetesConnection
{
    /// <param name="kubeconfig"><c>--kubernetes-kubeconfig</c>: a file; null: the pod's own service account.</param>
    /// <exception cref="InvalidOperationException">The configuration cannot be used; the message says which and why.</exception>
    public static Kubernetes Open(string? kubeconfig)
    {
        try
        {
            return new Kubernetes(kubeconfig is null
                ? KubernetesClientConfiguration.InClusterConfig()
                : KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        }
        catch (Exception error) when (error is KubeConfigException or IOException or FormatException or YamlDotNet.Core.YamlException)
        {
            var source = kubeconfig is null ? "this pod's service account" : $"kubeconfig {kubeconfig}";
            throw new InvalidOperationException($"cannot reach Kubernetes with {source}: {error.Message}", error);
        }
    }
}
