using Concourse.JetBridge.Cluster;
using Concourse.Runtime.Images;
using Concourse.Runtime.Processes;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Volumes;
using Concourse.Testing.Clusters;
using k8s;
using Microsoft.Extensions.Logging.Abstractions;

namespace Concourse.JetBridge.Tests.Live;

/// <summary>A test with a driver on a real cluster, as the ServiceAccount that we ship. The pods it asks for go with it.</summary>
public abstract class LiveDriverTest : IAsyncLifetime
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(150));
    private readonly List<string> _made = [];
    private LiveCluster? _cluster;
    private Kubernetes? _client;
    private JetBridgeDriver? _driver;

    protected CancellationToken Deadline => _deadline.Token;

    private protected LiveCluster Cluster => _cluster!;

    private protected Kubernetes Client => _client!;

    private protected JetBridgeDriver Driver => _driver!;

    private protected JetBridgeOptions Options => new() { Namespace = LiveCluster.Namespace, HelperImage = Cluster.Images["helper"] };

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(LiveCluster.Find() is null, LiveCluster.Missing);
        _cluster = LiveCluster.Find()!;
        _client = KubernetesConnection.Open(_cluster.Kubeconfig);
        _driver = DriverWith(Options);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_driver is not null)
        {
            foreach (var handle in _made)
            {
                await _driver.DeleteAsync(handle, CancellationToken.None);
            }

            await _driver.DisposeAsync();
            _client!.Dispose();
        }

        _deadline.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected JetBridgeDriver DriverWith(JetBridgeOptions options) =>
        new(options, Client, TimeProvider.System, NullLogger<JetBridgeDriver>.Instance);

    /// <summary>
    /// Why a process was lost, as a step asks for it: when its container ends, the helper in the same pod may tell of it sooner than
    /// the API server of the cause.
    /// </summary>
    private protected async Task<string?> CauseAsync(ISandbox sandbox, ProcessResult.Lost lost) =>
        lost.Explained ? lost.Reason : await sandbox.DescribeFailureAsync(Deadline);

    /// <summary>A sandbox of one of our images, with a folder to work in.</summary>
    private protected SandboxSpec Spec(string image, string? handle = null)
    {
        handle ??= Guid.NewGuid().ToString();
        _made.Add(handle);
        return new SandboxSpec
        {
            Handle = handle,
            Metadata = new SandboxMetadata { Type = "task", StepName = "unit" },
            Image = new ImageSource.Registry(Cluster.Images[image]),
            Mounts = [new VolumeMount(Guid.NewGuid().ToString(), "/tmp/build/work", new VolumeContent.Empty())],
        };
    }
}
