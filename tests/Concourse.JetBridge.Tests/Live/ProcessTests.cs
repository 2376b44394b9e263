using System.Security.Cryptography;
using Concourse.JetBridge.Pods;
using Concourse.Runtime.Images;
using Concourse.Runtime.Processes;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Supervision;
using Concourse.Runtime.Volumes;
using Concourse.Testing.Clusters;
using k8s;
using k8s.Models;

namespace Concourse.JetBridge.Tests.Live;

/// <summary>Processes and volumes of a pod through the real supervisor.</summary>
public sealed class ProcessTests : LiveDriverTest
{
    private static readonly ProcessSpec Counting = Shell("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); echo line $i; done");

    [Fact]
    public async Task Output_environment_and_exit_code_of_a_process_arrive()
    {
        var sandbox = await Driver.CreateAsync(Spec("task"), Deadline);
        var output = new RecordedOutput();

        var result = await RunAsync(sandbox, Shell("echo $GREETING; echo trouble >&2; env | grep -c KUBERNETES_; exit 3") with { Environment = ["GREETING=hello"] }, output);

        Assert.Equal(new ProcessResult.Exited(3), result);
        Assert.Equal("hello\n0\n", output.Text(ProcessStream.Stdout));
        Assert.Equal("trouble\n", output.Text(ProcessStream.Stderr));
    }

    [Fact]
    public async Task A_scratch_image_runs_its_one_binary()
    {
        var sandbox = await Driver.CreateAsync(Spec("scratch"), Deadline);
        var output = new RecordedOutput();

        var result = await RunAsync(sandbox, new ProcessSpec { Id = "task", Command = ["/busybox", "echo", "alone"] }, output);

        Assert.Equal(new ProcessResult.Exited(0), result);
        Assert.Equal("alone\n", output.Text(ProcessStream.Stdout));
    }

    [Fact]
    public async Task Without_a_named_user_the_process_is_the_images_user_and_may_write_its_volumes()
    {
        var spec = Spec("task-user");
        var sandbox = await Driver.CreateAsync(spec, Deadline);
        var output = new RecordedOutput();

        var result = await RunAsync(sandbox, Shell($"id -u; echo mine > {spec.Mounts[0].MountPath}/file"), output);

        Assert.Equal(new ProcessResult.Exited(0), result);
        Assert.Equal("1234\n", output.Text(ProcessStream.Stdout));
    }

    [Fact]
    public async Task Another_web_node_takes_over_in_the_middle_and_no_byte_is_lost_or_repeated()
    {
        var spec = Spec("task");
        var sandbox = await Driver.CreateAsync(spec, Deadline);
        var output = new RecordedOutput();
        using (var first = new CancellationTokenSource())
        await using (var client = Attached(sandbox, epoch: 1))
        {
            output.CancelAfter(300_000, first);
            var process = client.Start(Counting, default, output, first.Token);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => process.Completion.WaitAsync(Deadline));
        }

        await using var driver = DriverWith(Options);
        var found = await driver.FindAsync(spec.Handle, Deadline);
        await using var second = Attached(found!, epoch: 2);
        var result = await second.Start(Counting, new OutputPosition(output.Length(ProcessStream.Stdout), 0), output, Deadline).Completion.WaitAsync(Deadline);

        Assert.Equal(new ProcessResult.Exited(0), result);
        var expected = string.Concat(Enumerable.Range(1, 200_000).Select(i => $"line {i}\n"));
        Assert.Equal(expected, output.Text(ProcessStream.Stdout));
    }

    [Fact]
    public async Task An_output_becomes_the_input_of_another_pod()
    {
        var producer = Spec("task");
        var output = producer.Mounts[0];
        var sandbox = await Driver.CreateAsync(producer, Deadline);
        await RunAsync(sandbox, Shell($"cd {output.MountPath}; mkdir -p a/b; head -c 3000000 /dev/urandom > a/b/data; ln -s a/b/data link; chmod 750 a; md5sum < a/b/data"), new RecordedOutput());
        var volume = await Driver.FindVolumeAsync(output.Handle, Deadline);

        var consumer = Spec("task") with { Mounts = [new VolumeMount(Guid.NewGuid().ToString(), "/in", new VolumeContent.CopyOf(volume!))] };
        var copied = await Driver.CreateAsync(consumer, Deadline);
        await Driver.CreateAsync(consumer, Deadline);
        var listing = new RecordedOutput();
        await RunAsync(copied, Shell("cd /in; stat -c %a a; readlink link; md5sum < link"), listing);

        byte[] data;
        await using (var file = await volume!.OpenFileAsync("a/b/data", Deadline))
        {
            var bytes = new MemoryStream();
            await file.CopyToAsync(bytes, Deadline);
            data = bytes.ToArray();
        }

#pragma warning disable CA5351 // The image has md5sum; nothing is secret here.
        var digest = Convert.ToHexStringLower(MD5.HashData(data));
#pragma warning restore CA5351
        Assert.Equal(3_000_000, data.Length);
        Assert.Equal($"750\na/b/data\n{digest}  -\n", listing.Text(ProcessStream.Stdout));
    }

    [Fact]
    public async Task A_hermetic_step_reaches_nobody()
    {
        var sandbox = await Driver.CreateAsync(Spec("task") with { Hermetic = true }, Deadline);
        var output = new RecordedOutput();

        await RunAsync(sandbox, Shell("for i in /sys/class/net/*; do echo ${i##*/} $(cat $i/operstate); done"), output);

        Assert.Contains("lo ", output.Text(ProcessStream.Stdout), StringComparison.Ordinal);
        Assert.Contains("eth0 down", output.Text(ProcessStream.Stdout), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_exceeds_its_memory_limit_is_killed_and_its_output_kept()
    {
        var sandbox = await Driver.CreateAsync(Spec("task") with { Limits = new SandboxLimits(null, 64 << 20) }, Deadline);
        var output = new RecordedOutput();

        var result = await RunAsync(sandbox, Shell("echo before; exec dd if=/dev/zero of=/dev/null bs=256M count=1"), output);

        // Since Kubernetes 1.28 an OOM on cgroup v2 ends all of main; before, and on cgroup v1, only the process.
        Assert.Equal("before\n", output.Text(ProcessStream.Stdout));
        if (result is ProcessResult.Lost lost)
        {
            var failure = await CauseAsync(sandbox, lost);
            Assert.StartsWith("pod failed: OOMKilled: container \"main\" used more memory than its limit", failure, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(new ProcessResult.Exited(137), result);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    public async Task A_pod_deleted_from_outside_ends_its_step_at_once_whatever_the_process_does(int? grace)
    {
        var spec = Spec("task");
        var sandbox = await Driver.CreateAsync(spec, Deadline);
        var output = new RecordedOutput();
        await using var client = Attached(sandbox, epoch: 1);
        var process = client.Start(Shell("trap '' TERM; echo up; while :; do sleep 1; done"), default, output, Deadline);
        await output.ReceivedAsync("up\n", Deadline);
        var name = PodNames.For(spec.Handle, spec.Metadata);

        await Client.CoreV1.DeleteNamespacedPodAsync(name, LiveCluster.Namespace, gracePeriodSeconds: grace, cancellationToken: Deadline);

        // Sooner than a silent stream would be given up.
        var lost = Assert.IsType<ProcessResult.Lost>(await process.Completion.WaitAsync(new SupervisorOptions().DeadAfter / 2, Deadline));
        var cause = await CauseAsync(sandbox, lost);
        Assert.Contains("it was deleted", cause, StringComparison.Ordinal);
        Assert.Contains("--- Pod Failure Diagnostics ---", cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_its_node_evicts_ends_its_step_with_the_nodes_reason()
    {
        var spec = Spec("task");
        var pod = PodSpecification.For(
            spec, Options, PodNames.For(spec.Handle, spec.Metadata));
        foreach (var container in pod.Spec.Containers)
        {
            container.Resources ??= new V1ResourceRequirements();
            container.Resources.Limits = new Dictionary<string, ResourceQuantity> { ["ephemeral-storage"] = new("8Mi") };
        }

        await Client.CoreV1.CreateNamespacedPodAsync(pod, LiveCluster.Namespace, cancellationToken: Deadline);
        var sandbox = await Driver.CreateAsync(spec, Deadline);

        // The kubelet looks at what its pods keep on disk every ten seconds.
        var result = await RunAsync(
            sandbox, Shell("head -c 64000000 /dev/zero >/tmp/build/work/big; trap '' TERM; while :; do sleep 1; done"), new RecordedOutput());

        var cause = await CauseAsync(sandbox, Assert.IsType<ProcessResult.Lost>(result));
        Assert.StartsWith("pod failed: Evicted: ", cause, StringComparison.Ordinal);
        Assert.Contains("ephemeral", cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_whose_image_cannot_be_pulled_ends_with_the_registrys_answer()
    {
        var registry = Cluster.Images["task"].Split('/')[0];
        var sandbox = await Driver.CreateAsync(
            Spec("task") with { Image = new ImageSource.Registry(registry + "/concourse/no-such-image:1") }, Deadline);

        var lost = Assert.IsType<ProcessResult.Lost>(await RunAsync(sandbox, Shell("echo never"), new RecordedOutput()));

        Assert.StartsWith("pod failed: ErrImagePull: ", lost.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_no_node_can_take_ends_with_the_schedulers_reason()
    {
        await using var driver = DriverWith(Options with { PodStartupTimeout = TimeSpan.FromSeconds(3) });
        var sandbox = await driver.CreateAsync(Spec("task") with { Limits = new SandboxLimits(null, 1L << 50) }, Deadline);

        var lost = Assert.IsType<ProcessResult.Lost>(await RunAsync(sandbox, Shell("echo never"), new RecordedOutput()));

        Assert.StartsWith(
            "timed out waiting for pod to start (timeout: 3s, phase: Pending): Unschedulable: ", lost.Reason, StringComparison.Ordinal);
    }

    private async Task<ProcessResult> RunAsync(ISandbox sandbox, ProcessSpec spec, RecordedOutput output)
    {
        await using var client = Attached(sandbox, epoch: 1);
        return await client.Start(spec, default, output, Deadline).Completion.WaitAsync(Deadline);
    }

    private static SupervisorClient Attached(ISandbox sandbox, long epoch) => new(sandbox.OpenHelperAsync, epoch, new SupervisorOptions(), TimeProvider.System);

    private static ProcessSpec Shell(string script) => new() { Id = "task", Command = ["sh", "-c", script] };
}
