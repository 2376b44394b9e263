using Concourse.JetBridge.Failures;
using k8s.Models;

namespace Concourse.JetBridge.Tests.Failures;

public sealed class PodFailureTests
{
    private const string NoSuchFile = """exec: "/.concourse/concourse-supervisor": stat /.concourse/concourse-supervisor: no such file or directory""";

    [Theory]
    [InlineData("InvalidImageName", "couldn't parse image reference", "pod failed: InvalidImageName: couldn't parse image reference")]
    [InlineData("CreateContainerConfigError", "image has non-numeric user", "pod failed: CreateContainerConfigError: image has non-numeric user")]
    [InlineData("ErrImagePull", "manifest unknown: not here", "pod failed: ErrImagePull: manifest unknown: not here")]
    [InlineData("ErrImagePull", "pull access denied", "pod failed: ErrImagePull: pull access denied")]
    public void A_container_that_cannot_start_fails_the_pod(string reason, string message, string expected)
    {
        Assert.Equal(expected, PodFailure.Of(Waiting("main", reason, message)));
    }

    [Theory]
    [InlineData("ErrImagePull", "dial tcp: lookup registry.example: no such host")]
    [InlineData("ImagePullBackOff", "Back-off pulling image")]
    [InlineData("ContainerCreating", "")]
    public void What_may_pass_by_itself_is_no_failure(string reason, string message)
    {
        Assert.Null(PodFailure.Of(Waiting("main", reason, message)));
    }

    [Fact]
    public void A_pod_that_goes_for_the_clusters_own_reasons_names_them()
    {
        var pod = Pod(new V1PodStatus
        {
            Phase = "Running",
            Conditions = [new V1PodCondition { Type = "DisruptionTarget", Status = "True", Reason = "EvictionByEvictionAPI", Message = "Eviction API: evicting" }],
        });
        pod.Metadata.DeletionTimestamp = DateTime.UnixEpoch;

        Assert.Equal("pod terminated: EvictionByEvictionAPI: Eviction API: evicting", PodFailure.Of(pod));
    }

    [Fact]
    public void The_end_of_a_container_in_an_eviction_is_the_evictions()
    {
        var pod = Ended("main", "Error", 137, null);
        Assert.Equal("pod failed: Error: container \"main\" ended with exit code 137", PodFailure.Of(pod));

        pod.Status.Conditions = [new V1PodCondition { Type = "DisruptionTarget", Status = "True", Reason = "TerminationByKubelet", Message = "low on memory" }];

        Assert.Equal("pod terminated: TerminationByKubelet: low on memory", PodFailure.Of(pod));
    }

    [Fact]
    public void The_helpers_image_is_watched_too()
    {
        Assert.Equal("pod failed: InvalidImageName: bad", PodFailure.Of(Waiting("artifact-helper", "InvalidImageName", "bad")));
    }

    [Fact]
    public void An_unschedulable_pod_may_still_get_a_node_and_the_timeout_names_the_cause()
    {
        var pod = Pod(new V1PodStatus
        {
            Phase = "Pending",
            Conditions = [new V1PodCondition { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = "0/1 nodes are available" }],
        });

        Assert.Null(PodFailure.Of(pod));
        Assert.Equal("timed out waiting for pod to start (timeout: 5m0s, phase: Pending): Unschedulable: 0/1 nodes are available",
            StartupTimeout.Describe(pod, TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public void The_timeout_names_the_pull_that_kept_failing()
    {
        Assert.Equal("timed out waiting for pod to start (timeout: 1m30s, phase: Pending): ImagePullBackOff: Back-off pulling image",
            StartupTimeout.Describe(Waiting("main", "ImagePullBackOff", "Back-off pulling image"), TimeSpan.FromSeconds(90)));
    }

    [Fact]
    public void A_timeout_without_any_report_of_the_pod_says_only_that()
    {
        Assert.Equal("timed out waiting for pod to start (timeout: 5m0s)", StartupTimeout.Describe(null, TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public void Eviction_is_reported_with_the_kubelets_message()
    {
        var pod = Pod(new V1PodStatus { Phase = "Failed", Reason = "Evicted", Message = "The node was low on resource: memory." });

        Assert.Equal("pod failed: Evicted: The node was low on resource: memory.", PodFailure.Of(pod));
    }

    [Theory]
    [InlineData("StartError")]
    [InlineData("ContainerCannotRun")]
    public void A_main_that_lacks_its_supervisor_is_a_failed_delivery(string reason)
    {
        var pod = Ended("main", reason, 128, NoSuchFile);

        Assert.StartsWith("supervisor not delivered: ", PodFailure.Of(pod), StringComparison.Ordinal);
    }

    [Fact]
    public void An_init_container_that_fails_is_a_failed_delivery()
    {
        var pod = Pod(new V1PodStatus
        {
            Phase = "Pending",
            InitContainerStatuses = [Status("deliver-supervisor", new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 1, Reason = "Error" } })],
        });

        Assert.Equal("supervisor not delivered: init container ended with exit code 1", PodFailure.Of(pod));
    }

    [Fact]
    public void Running_out_of_memory_is_told_as_such()
    {
        Assert.Equal("pod failed: OOMKilled: container \"main\" used more memory than its limit", PodFailure.Of(Ended("main", "OOMKilled", 137, null)));
    }

    [Fact]
    public void A_helper_that_ended_fails_the_pod()
    {
        Assert.Equal("pod failed: Error: container \"artifact-helper\" ended with exit code 2", PodFailure.Of(Ended("artifact-helper", "Error", 2, null)));
    }

    [Fact]
    public void A_pod_that_is_being_deleted_has_failed()
    {
        var pod = Waiting("main", "ContainerCreating", "");
        pod.Metadata.DeletionTimestamp = new DateTime(2026, 11, 22, 0, 0, 0, DateTimeKind.Utc);

        Assert.Equal("pod terminated: it was deleted", PodFailure.Of(pod));
    }

    [Fact]
    public void Of_a_pod_that_is_deleted_evicted_or_without_its_helper_nothing_more_comes()
    {
        var deleted = Waiting("main", "ContainerCreating", "");
        deleted.Metadata.DeletionTimestamp = new DateTime(2026, 11, 22, 0, 0, 0, DateTimeKind.Utc);

        Assert.True(PodFailure.EndsHelper(deleted));
        Assert.True(PodFailure.EndsHelper(Pod(new V1PodStatus { Phase = "Failed", Reason = "Evicted" })));
        Assert.True(PodFailure.EndsHelper(Pod(new V1PodStatus { Phase = "Failed", Reason = "NodeLost" })));
        Assert.True(PodFailure.EndsHelper(Ended("artifact-helper", "Error", 2, null)));
    }

    [Fact]
    public void Of_a_main_that_cannot_start_nothing_more_comes()
    {
        Assert.True(PodFailure.EndsHelper(Waiting("main", "ErrImagePull", "manifest unknown")));
        Assert.True(PodFailure.EndsHelper(Ended("main", "StartError", 128, "exec format error")));
        Assert.False(PodFailure.EndsHelper(Waiting("main", "ContainerCreating", "")));
        Assert.False(PodFailure.EndsHelper(Pod(new V1PodStatus())));
    }

    [Fact]
    public void After_a_main_that_ran_the_helper_still_tells_its_output()
    {
        Assert.False(PodFailure.EndsHelper(Ended("main", "OOMKilled", 137, null)));
    }

    [Fact]
    public void The_diagnostics_block_lists_what_is_known()
    {
        var pod = Pod(new V1PodStatus
        {
            Phase = "Failed",
            Reason = "Evicted",
            Message = "low on memory",
            Conditions =
            [
                new V1PodCondition { Type = "Ready", Status = "False", Reason = "PodFailed", Message = "gone" },
                new V1PodCondition { Type = "PodScheduled", Status = "True" },
            ],
            ContainerStatuses =
            [
                Status("artifact-helper", new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "ErrImagePull", Message = "no" } }),
                Status("main", new V1ContainerState { Terminated = new V1ContainerStateTerminated { Reason = "Error", ExitCode = 137 } }),
            ],
        });

        Assert.Equal(
            "\n--- Pod Failure Diagnostics ---\n"
            + "Pod: ci/p\n"
            + "Phase: Failed\n"
            + "Reason: Evicted\n"
            + "Message: low on memory\n"
            + "Condition: Ready=False Reason=PodFailed Message=gone\n"
            + "Container \"artifact-helper\": Waiting: ErrImagePull: no\n"
            + "Container \"main\": Terminated: Error (exit code 137)\n",
            PodDiagnostics.Of(pod));
    }

    private static V1Pod Waiting(string container, string reason, string message) => Pod(new V1PodStatus
    {
        Phase = "Pending",
        ContainerStatuses = [Status(container, new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = message } })],
    });

    private static V1Pod Ended(string container, string reason, int exitCode, string? message) => Pod(new V1PodStatus
    {
        Phase = "Running",
        ContainerStatuses =
        [
            Status(container, new V1ContainerState { Terminated = new V1ContainerStateTerminated { Reason = reason, ExitCode = exitCode, Message = message } }),
        ],
    });

    private static V1ContainerStatus Status(string name, V1ContainerState state) => new() { Name = name, State = state };

    private static V1Pod Pod(V1PodStatus status) =>
        new() { Metadata = new V1ObjectMeta { Name = "p", NamespaceProperty = "ci" }, Spec = new V1PodSpec(), Status = status };
}
