using k8s.Models;

namespace Concourse.JetBridge.Pods;

/// <summary>
/// What the API server would mount by itself into every container, as a volume that only main mounts. Read-only objects.
/// </summary>
internal static class ServiceAccountToken
{
    private const string Name = "service-account";

    public static V1VolumeMount Mount => new()
    {
        Name = Name,
        MountPath = "/var/run/secrets/kubernetes.io/serviceaccount",
        ReadOnlyProperty = true,
    };

    public static V1Volume Volume => new()
    {
        Name = Name,
        Projected = new V1ProjectedVolumeSource
        {
            Sources =
            [
                new V1VolumeProjection { ServiceAccountToken = new V1ServiceAccountTokenProjection { Path = "token", ExpirationSeconds = 3607 } },
                new V1VolumeProjection
                {
                    ConfigMap = new V1ConfigMapProjection
                    {
                        Name = "kube-root-ca.crt",
                        Items = [new V1KeyToPath { Key = "ca.crt", Path = "ca.crt" }],
                    },
                },
                new V1VolumeProjection
                {
                    DownwardAPI = new V1DownwardAPIProjection
                    {
                        Items =
                        [
                            new V1DownwardAPIVolumeFile
                            {
                                Path = "namespace",
                                FieldRef = new V1ObjectFieldSelector { ApiVersion = "v1", FieldPath = "metadata.namespace" },
                            },
                        ],
                    },
                },
            ],
        },
    };
}
