using Concourse.JetBridge.Pods;
using Concourse.Runtime.Images;
using Concourse.Runtime.Sandboxes;
using Concourse.Testing.Clusters;
using k8s;
using k8s.Models;

namespace Concourse.JetBridge.Tests.Live;

/// <summary>The driver's promises about pods, on a real cluster as the ServiceAccount that we ship.</summary>
public sealed class DriverTests : LiveDriverTest
{
    [Theory]
    [InlineData("task")]
    [InlineData("task-user")]
    [InlineData("scratch")]
    public async Task The_supervisor_answers_in_any_image(string image) => await AssertSupervisedAsync(Options, image);

    [Fact]
    public async Task The_supervisor_can_be_delivered_by_an_init_container() =>
        await AssertSupervisedAsync(Options with { Delivery = SupervisorDelivery.Init }, "task");

    [Fact]
    public async Task Creating_again_finds_the_same_pod_also_from_another_web_node()
    {
        var spec = Spec("task");
        await Driver.CreateAsync(spec, Deadline);
        await using var other = DriverWith(Options);

        await other.CreateAsync(spec, Deadline);

        var pods = await Client.CoreV1.ListNamespacedPodAsync(LiveCluster.Namespace, labelSelector: "concourse.ci/handle=" + spec.Handle, cancellationToken: Deadline);
        Assert.Single(pods.Items);
        Assert.NotNull(await other.FindAsync(spec.Handle, Deadline));
    }

    [Fact]
    public async Task A_sandbox_never_takes_over_a_pod_of_another_that_has_its_name()
    {
        var metadata = new SandboxMetadata { Type = "task", PipelineName = "p" + Guid.NewGuid().ToString("N")[..8], JobName = "j", BuildName = "1" };
        var first = Spec("task", "aaaaaaaa-0000-4000-8000-" + Guid.NewGuid().ToString("N")[..12]) with { Metadata = metadata };
        var second = Spec("task", "aaaaaaaa-0000-4000-8000-" + Guid.NewGuid().ToString("N")[..12]) with { Metadata = metadata };

        await Driver.CreateAsync(first, Deadline);
        await Driver.CreateAsync(second, Deadline);

        var named = await Client.CoreV1.ReadNamespacedPodAsync(PodNames.For(first.Handle, metadata), LiveCluster.Namespace, cancellationToken: Deadline);
        var other = await Client.CoreV1.ReadNamespacedPodAsync(second.Handle, LiveCluster.Namespace, cancellationToken: Deadline);
        Assert.Equal(first.Handle, named.GetLabel("concourse.ci/handle"));
        Assert.Equal(second.Handle, other.GetLabel("concourse.ci/handle"));
    }

    [Fact]
    public async Task A_deleted_sandbox_is_gone_from_the_list_and_deleting_it_again_succeeds()
    {
        var spec = Spec("task");
        var sandbox = await Driver.CreateAsync(spec, Deadline);
        await UntilAsync(async () => (await ListAsync()).Contains(spec.Handle));

        await Driver.DeleteAsync(spec.Handle, Deadline);
        await UntilAsync(async () => !(await ListAsync()).Contains(spec.Handle));
        await Driver.DeleteAsync(spec.Handle, Deadline);

        Assert.Null(await Driver.FindAsync(spec.Handle, Deadline));
        Assert.Contains("deleted", await sandbox.DescribeFailureAsync(Deadline), StringComparison.Ordinal);
        await Assert.ThrowsAsync<SandboxException>(() => sandbox.OpenHelperAsync(Deadline));
    }

    [Fact]
    public async Task An_image_that_does_not_exist_fails_with_the_registrys_answer_and_diagnostics()
    {
        var registry = Cluster.Images["task"].Split('/')[0];
        var spec = Spec("task") with { Image = new ImageSource.Registry(registry + "/concourse/no-such-image:1") };
        var sandbox = await Driver.CreateAsync(spec, Deadline);

        var failure = await FailureOfAsync(sandbox);

        Assert.StartsWith("pod failed: ErrImagePull: ", failure, StringComparison.Ordinal);
        Assert.Contains("not found", failure, StringComparison.Ordinal);
        Assert.Contains("--- Pod Failure Diagnostics ---", failure, StringComparison.Ordinal);
        Assert.Contains("Container \"main\": Waiting: ErrImagePull", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_no_node_can_take_times_out_with_the_schedulers_reason()
    {
        await using var driver = DriverWith(Options with { PodStartupTimeout = TimeSpan.FromSeconds(3) });
        var spec = Spec("task") with { Limits = new SandboxLimits(null, 1L << 50) };
        var sandbox = await driver.CreateAsync(spec, Deadline);

        var error = await Assert.ThrowsAsync<SandboxException>(() => sandbox.OpenHelperAsync(Deadline));

        Assert.StartsWith("timed out waiting for pod to start (timeout: 3s, phase: Pending): Unschedulable: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_supervisor_that_was_not_delivered_is_told_as_such()
    {
        var spec = Spec("task");
        var pod = PodSpecification.For(spec, Options, spec.Handle);
        pod.Spec.Containers[0].Lifecycle.PostStart.Exec.Command = ["/no/such/command"];
        await Client.CoreV1.CreateNamespacedPodAsync(pod, LiveCluster.Namespace, cancellationToken: Deadline);
        var sandbox = await Driver.FindAsync(spec.Handle, Deadline);

        Assert.StartsWith("supervisor not delivered: ", await FailureOfAsync(sandbox!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_credentials_go_with_the_sandbox()
    {
        var spec = Spec("task") with { Image = new ImageSource.Registry(Cluster.Images["task"], new RegistryCredentials("me", "s3cret")) };
        await Driver.CreateAsync(spec, Deadline);

        await Driver.DeleteAsync(spec.Handle, Deadline);

        // The role may not read secrets; that the name is free again shows that ours is gone.
        var secret = new V1Secret { Metadata = new V1ObjectMeta { Name = PullSecret.NameFor(spec.Handle) } };
        await Client.CoreV1.CreateNamespacedSecretAsync(secret, LiveCluster.Namespace, cancellationToken: Deadline);
        await Client.CoreV1.DeleteNamespacedSecretAsync(secret.Metadata.Name, LiveCluster.Namespace, cancellationToken: Deadline);
    }

    /// <summary>Says hello as a client of the supervisor does, and reads its welcome; then main must be up without failure.</summary>
    private async Task AssertSupervisedAsync(JetBridgeOptions options, string image)
    {
        // Of a pod that is well there is nothing to wait for.
        await using var driver = DriverWith(options with { ReportDelay = TimeSpan.Zero });
        var sandbox = await driver.CreateAsync(Spec(image), Deadline);
        await using var stream = await sandbox.OpenHelperAsync(Deadline);
        byte[] hello = [14, 0, 0, 0, 1, 0, 0, 0, 0, (byte)'C', (byte)'S', (byte)'S', (byte)'P', 1, 0, 1, 0, 0, 0, 0, 0, 0, 0];
        await stream.Input.WriteAsync(hello, Deadline);
        var welcome = new byte[11];
        await stream.Output.ReadExactlyAsync(welcome, Deadline);
        Assert.Equal(new byte[] { 2, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0 }, welcome);

        await UntilAsync(async () =>
        {
            Assert.Null(await sandbox.DescribeFailureAsync(Deadline));
            var pods = await Client.CoreV1.ListNamespacedPodAsync(LiveCluster.Namespace, labelSelector: "concourse.ci/handle=" + sandbox.Handle, cancellationToken: Deadline);
            return pods.Items.Single().Status.Phase == "Running";
        });
    }

    private async Task<string> FailureOfAsync(ISandbox sandbox)
    {
        string? failure = null;
        await UntilAsync(async () => (failure = await sandbox.DescribeFailureAsync(Deadline)) is not null);
        return failure!;
    }

    private async Task<List<string>> ListAsync()
    {
        var handles = new List<string>();
        await foreach (var handle in Driver.ListAsync(Deadline))
        {
            handles.Add(handle);
        }

        return handles;
    }

    private async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(50, Deadline);
        }
    }
}
