using System.Security.Cryptography;
using Concourse.JetBridge.Cluster;
using Concourse.JetBridge.Exec;
using Concourse.Testing.Clusters;
using k8s;
using k8s.Models;

namespace Concourse.JetBridge.Tests.Live;

/// <summary>The exec stream against a real kubelet.</summary>
public sealed class ExecTests : IAsyncLifetime
{
    private const int MiB = 1024 * 1024;

    private readonly string _pod = "exec-" + Guid.NewGuid();
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(120));
    private Kubernetes _client = null!;

    private CancellationToken Deadline => _deadline.Token;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(LiveCluster.Find() is null, LiveCluster.Missing);
        var cluster = LiveCluster.Find()!;
        _client = KubernetesConnection.Open(cluster.Kubeconfig);
        var pod = new V1Pod
        {
            ApiVersion = "v1",
            Kind = "Pod",
            Metadata = new V1ObjectMeta { Name = _pod },
            Spec = new V1PodSpec
            {
                RestartPolicy = "Never",
                TerminationGracePeriodSeconds = 0,
                Containers = [new V1Container { Name = "shell", Image = cluster.Images["task"], Command = ["sleep", "3600"] }],
            },
        };
        await _client.CoreV1.CreateNamespacedPodAsync(pod, LiveCluster.Namespace, cancellationToken: Deadline);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.CoreV1.DeleteNamespacedPodAsync(_pod, LiveCluster.Namespace);
            _client.Dispose();
        }

        _deadline.Dispose();
    }

    [Fact]
    public async Task Bytes_come_back_exactly()
    {
        await using var stream = await ExecAsync("cat");
        var data = RandomNumberGenerator.GetBytes(16 * MiB);
        var received = new byte[data.Length];

        var writing = stream.Input.WriteAsync(data, Deadline);
        await stream.Output.ReadExactlyAsync(received, Deadline);
        await writing;

        Assert.True(data.AsSpan().SequenceEqual(received), "the bytes that came back differ");
    }

    [Fact]
    public async Task Stderr_and_the_exit_code_are_kept_as_diagnostics_and_the_output_ends()
    {
        await using var stream = await ExecAsync("sh", "-c", "echo out; echo trouble >&2; exit 3");

        var output = await new StreamReader(stream.Output).ReadToEndAsync(Deadline);

        Assert.Equal("out\n", output);
        Assert.Contains("trouble", stream.Diagnostics, StringComparison.Ordinal);
        Assert.Contains("exit code 3", stream.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_does_not_exist_ends_the_output_and_says_why()
    {
        await using var stream = await ExecAsync("/no/such/command");

        var output = await new StreamReader(stream.Output).ReadToEndAsync(Deadline);

        Assert.Equal("", output);
        Assert.Contains("no such file", stream.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_last_4_KiB_of_stderr_are_kept()
    {
        await using var stream = await ExecAsync("sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' x >&2; printf end >&2");

        await new StreamReader(stream.Output).ReadToEndAsync(Deadline);

        Assert.Equal(4096, stream.Diagnostics.Length);
        Assert.EndsWith("xend", stream.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disposing_ends_the_exec_while_the_far_side_writes()
    {
        var stream = await ExecAsync("yes");
        await stream.Output.ReadExactlyAsync(new byte[MiB], Deadline);

        await stream.DisposeAsync();

        await Assert.ThrowsAnyAsync<Exception>(async () => await stream.Input.WriteAsync(new byte[1], Deadline));
    }

    private async Task<ExecStream> ExecAsync(params string[] command)
    {
        var exec = new ExecSocket(_client);
        while (true)
        {
            try
            {
                return new ExecStream(await exec.OpenAsync(LiveCluster.Namespace, _pod, "shell", command, Deadline));
            }
            catch (ExecRefusedException)
            {
                await Task.Delay(100, Deadline);
            }
        }
    }
}
