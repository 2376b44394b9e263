using System.Text;
using System.Text.Json;
using Concourse.Runtime.Images;
using Concourse.Runtime.Sandboxes;
using k8s.Models;

namespace Concourse.JetBridge.Pods;

/// <summary>Pull credentials of one sandbox's image: the only secret that reaches Kubernetes. Goes with the sandbox.</summary>
internal static class PullSecret
{
    private const string DockerHub = "https://index.docker.io/v1/";

    public static string NameFor(string handle) => "concourse-pull-" + handle;

    /// <summary>The secret that <paramref name="spec"/>'s image needs; null when it needs none.</summary>
    public static V1Secret? For(SandboxSpec spec, string workerName) =>
        spec.Image is ImageSource.Registry { Credentials: { } credentials } image
            ? new V1Secret
            {
                ApiVersion = "v1",
                Kind = "Secret",
                Metadata = new V1ObjectMeta
                {
                    Name = NameFor(spec.Handle),
                    Labels = PodLabels.For(workerName, spec.Handle, spec.Metadata),
                },
                Type = "kubernetes.io/dockerconfigjson",
                Data = new Dictionary<string, byte[]> { [".dockerconfigjson"] = DockerConfig(image.Reference, credentials) },
            }
            : null;

    private static byte[] DockerConfig(string reference, RegistryCredentials credentials)
    {
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials.Username + ":" + credentials.Password));
        var config = new { auths = new Dictionary<string, object> { [RegistryOf(reference)] = new { auth = login } } };
        return JsonSerializer.SerializeToUtf8Bytes(config);
    }

    /// <summary>The first segment names a registry if it looks like a host; else the image is on Docker Hub.</summary>
    private static string RegistryOf(string reference)
    {
        var slash = reference.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : reference[..slash];
        var isHost = first == "localhost" || first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal);
        return isHost && first is not ("docker.io" or "index.docker.io") ? first : DockerHub;
    }
}
