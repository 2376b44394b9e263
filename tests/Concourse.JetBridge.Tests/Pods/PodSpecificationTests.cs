using System.Text;
using System.Text.Json.Nodes;
using Concourse.JetBridge.Pods;
using Concourse.Runtime.Images;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Volumes;
using k8s;

namespace Concourse.JetBridge.Tests.Pods;

public sealed class PodSpecificationTests
{
    private const string Handle = "1a2b3c4d-0000-4000-8000-000000000001";
    private const string Work = "1a2b3c4d-0000-4000-8000-00000000000a";
    private const string Cache = "1a2b3c4d-0000-4000-8000-00000000000b";

    private static readonly JetBridgeOptions Options = new() { Namespace = "ci", HelperImage = "registry.example/helper@sha256:1" };

    private static readonly SandboxSpec Spec = new()
    {
        Handle = Handle,
        Metadata = new SandboxMetadata { Type = "task", PipelineName = "ci", JobName = "build", BuildName = "7", StepName = "unit" },
        Image = new ImageSource.Registry("registry.example/go@sha256:2"),
        Mounts = [new VolumeMount(Work, "/tmp/build/e55deab7", new VolumeContent.Empty())],
    };

    [Fact]
    public void A_plain_task_becomes_a_helper_that_delivers_the_supervisor_and_main_under_it()
    {
        AssertPod(Spec, Options, """
            {
              "apiVersion": "v1", "kind": "Pod",
              "metadata": {
                "name": "ci-build-b7-task-1a2b3c4d",
                "labels": {
                  "concourse.ci/worker": "k8s-ci", "concourse.ci/type": "task", "concourse.ci/pipeline": "ci",
                  "concourse.ci/job": "build", "concourse.ci/build": "7", "concourse.ci/step": "unit",
                  "concourse.ci/handle": "1a2b3c4d-0000-4000-8000-000000000001"
                }
              },
              "spec": {
                "restartPolicy": "Never", "enableServiceLinks": false, "automountServiceAccountToken": false,
                "terminationGracePeriodSeconds": 20,
                "containers": [
                  {
                    "name": "artifact-helper", "image": "registry.example/helper@sha256:1", "imagePullPolicy": "IfNotPresent",
                    "terminationMessagePolicy": "FallbackToLogsOnError",
                    "command": ["/concourse-supervisor", "pause", "--state", "/.concourse/state"],
                    "lifecycle": {"postStart": {"exec": {"command": ["/concourse-supervisor", "deliver", "/.concourse/concourse-supervisor"]}}},
                    "resources": {"requests": {"cpu": "10m", "memory": "32Mi"}, "limits": {"memory": "256Mi"}},
                    "securityContext": {
                      "runAsUser": 0, "allowPrivilegeEscalation": false,
                      "capabilities": {"drop": ["ALL"], "add": ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "MKNOD", "SETFCAP"]}
                    },
                    "volumeMounts": [
                      {"name": "concourse", "mountPath": "/.concourse"},
                      {"name": "vol-1a2b3c4d-0000-4000-8000-00000000000a", "mountPath": "/.concourse-volumes/1a2b3c4d-0000-4000-8000-00000000000a"}
                    ]
                  },
                  {
                    "name": "main", "image": "registry.example/go@sha256:2", "imagePullPolicy": "IfNotPresent",
                    "terminationMessagePolicy": "FallbackToLogsOnError",
                    "command": ["/.concourse/concourse-supervisor", "run", "--state", "/.concourse/state"],
                    "securityContext": {"allowPrivilegeEscalation": false},
                    "volumeMounts": [
                      {"name": "concourse", "mountPath": "/.concourse"},
                      {"name": "vol-1a2b3c4d-0000-4000-8000-00000000000a", "mountPath": "/tmp/build/e55deab7"}
                    ]
                  }
                ],
                "volumes": [
                  {"name": "concourse", "emptyDir": {}},
                  {"name": "vol-1a2b3c4d-0000-4000-8000-00000000000a", "emptyDir": {}}
                ]
              }
            }
            """);
    }

    [Fact]
    public void Everything_that_can_be_asked_for_shows_in_the_pod()
    {
        var spec = Spec with
        {
            Metadata = new SandboxMetadata { Type = "check", StepName = "repo" },
            Image = new ImageSource.Registry("registry.example/go:1", new RegistryCredentials("me", "s3cret")),
            Privileged = true,
            NeedsRoot = true,
            Hermetic = true,
            Limits = new SandboxLimits(CpuShares: 512, MemoryBytes: 1_073_741_824),
            Mounts = [new VolumeMount(Cache, "/cache", new VolumeContent.Existing())],
        };
        var options = Options with
        {
            Delivery = SupervisorDelivery.Init,
            SupervisorPath = "/bin/supervisor",
            ImagePullSecrets = ["first", "second", "first"],
            ServiceAccount = "steps",
        };

        AssertPod(spec, options, """
            {
              "apiVersion": "v1", "kind": "Pod",
              "metadata": {
                "name": "chk-repo-1a2b3c4d",
                "labels": {
                  "concourse.ci/worker": "k8s-ci", "concourse.ci/type": "check", "concourse.ci/step": "repo",
                  "concourse.ci/handle": "1a2b3c4d-0000-4000-8000-000000000001"
                }
              },
              "spec": {
                "restartPolicy": "Never", "enableServiceLinks": false, "automountServiceAccountToken": false,
                "serviceAccountName": "steps", "terminationGracePeriodSeconds": 20,
                "imagePullSecrets": [{"name": "first"}, {"name": "second"}, {"name": "concourse-pull-1a2b3c4d-0000-4000-8000-000000000001"}],
                "initContainers": [
                  {
                    "name": "deliver-supervisor", "image": "registry.example/helper@sha256:1", "imagePullPolicy": "IfNotPresent",
                    "terminationMessagePolicy": "FallbackToLogsOnError",
                    "command": ["/bin/supervisor", "deliver", "/.concourse/concourse-supervisor", "--hermetic"],
                    "resources": {"requests": {"cpu": "10m", "memory": "32Mi"}, "limits": {"memory": "256Mi"}},
                    "securityContext": {
                      "runAsUser": 0, "allowPrivilegeEscalation": false,
                      "capabilities": {"drop": ["ALL"], "add": ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "MKNOD", "SETFCAP", "NET_ADMIN"]}
                    },
                    "volumeMounts": [{"name": "concourse", "mountPath": "/.concourse"}]
                  }
                ],
                "containers": [
                  {
                    "name": "artifact-helper", "image": "registry.example/helper@sha256:1", "imagePullPolicy": "IfNotPresent",
                    "terminationMessagePolicy": "FallbackToLogsOnError",
                    "command": ["/bin/supervisor", "pause", "--state", "/.concourse/state"],
                    "resources": {"requests": {"cpu": "10m", "memory": "32Mi"}, "limits": {"memory": "256Mi"}},
                    "securityContext": {
                      "runAsUser": 0, "allowPrivilegeEscalation": false,
                      "capabilities": {"drop": ["ALL"], "add": ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "MKNOD", "SETFCAP"]}
                    },
                    "volumeMounts": [
                      {"name": "concourse", "mountPath": "/.concourse"},
                      {"name": "vol-1a2b3c4d-0000-4000-8000-00000000000b", "mountPath": "/.concourse-volumes/1a2b3c4d-0000-4000-8000-00000000000b"}
                    ]
                  },
                  {
                    "name": "main", "image": "registry.example/go:1", "imagePullPolicy": "IfNotPresent",
                    "terminationMessagePolicy": "FallbackToLogsOnError",
                    "command": ["/.concourse/concourse-supervisor", "run", "--state", "/.concourse/state", "--hermetic"],
                    "resources": {"requests": {"cpu": "500m", "memory": "1073741824"}, "limits": {"memory": "1073741824"}},
                    "securityContext": {"privileged": true, "runAsUser": 0},
                    "volumeMounts": [
                      {"name": "concourse", "mountPath": "/.concourse"},
                      {"name": "vol-1a2b3c4d-0000-4000-8000-00000000000b", "mountPath": "/cache", "readOnly": true},
                      {"name": "service-account", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount", "readOnly": true}
                    ]
                  }
                ],
                "volumes": [
                  {"name": "concourse", "emptyDir": {}},
                  {"name": "vol-1a2b3c4d-0000-4000-8000-00000000000b", "emptyDir": {}},
                  {"name": "service-account", "projected": {"sources": [
                    {"serviceAccountToken": {"path": "token", "expirationSeconds": 3607}},
                    {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
                    {"downwardAPI": {"items": [{"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}]}}
                  ]}}
                ]
              }
            }
            """);
    }

    [Fact]
    public void The_helper_of_a_hermetic_step_takes_the_network_down_before_main_starts()
    {
        var pod = PodSpecification.For(Spec with { Hermetic = true }, Options, "p");

        Assert.Equal(["/concourse-supervisor", "deliver", "/.concourse/concourse-supervisor", "--hermetic"],
            pod.Spec.Containers[0].Lifecycle.PostStart.Exec.Command);
        Assert.Contains("NET_ADMIN", pod.Spec.Containers[0].SecurityContext.Capabilities.Add);
        Assert.Equal(["/.concourse/concourse-supervisor", "run", "--state", "/.concourse/state", "--hermetic"], pod.Spec.Containers[1].Command);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(0L, 0L)]
    public void Limits_of_zero_are_no_limits(long? cpu, long? memory)
    {
        var spec = Spec with { Limits = new SandboxLimits(cpu, memory) };

        Assert.Null(PodSpecification.For(spec, Options, "p").Spec.Containers[1].Resources);
    }

    [Fact]
    public void Pull_credentials_travel_only_in_a_secret_of_the_sandbox()
    {
        var spec = Spec with { Image = new ImageSource.Registry("registry.example:5000/go:1", new RegistryCredentials("me", "s3cret")) };

        var pod = KubernetesJson.Serialize(PodSpecification.For(spec, Options, "p"));
        var secret = PullSecret.For(spec, "k8s-ci")!;

        Assert.DoesNotContain("s3cret", pod, StringComparison.Ordinal);
        Assert.Equal("concourse-pull-" + Handle, secret.Metadata.Name);
        Assert.Equal("""{"auths":{"registry.example:5000":{"auth":"bWU6czNjcmV0"}}}""",
            Encoding.UTF8.GetString(secret.Data[".dockerconfigjson"]));
    }

    [Theory]
    [InlineData("busybox")]
    [InlineData("library/busybox:1")]
    [InlineData("docker.io/library/busybox")]
    public void An_image_without_a_registry_logs_in_at_docker_hub(string reference)
    {
        var spec = Spec with { Image = new ImageSource.Registry(reference, new RegistryCredentials("me", "s3cret")) };

        Assert.StartsWith("""{"auths":{"https://index.docker.io/v1/":""",
            Encoding.UTF8.GetString(PullSecret.For(spec, "k8s-ci")!.Data[".dockerconfigjson"]), StringComparison.Ordinal);
    }

    private static void AssertPod(SandboxSpec spec, JetBridgeOptions options, string expected)
    {
        var pod = PodSpecification.For(spec, options, PodNames.For(spec.Handle, spec.Metadata));
        var actual = JsonNode.Parse(KubernetesJson.Serialize(pod));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), "the pod is " + actual);
    }
}
