using System.Globalization;
using Concourse.EndToEnd.Tests.Crashes;
using Concourse.EndToEnd.Tests.World;
using Concourse.JetBridge;
using Concourse.JetBridge.Cluster;
using Concourse.Testing.Clusters;
using Concourse.Testing.Postgres;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace Concourse.EndToEnd.Tests.OnKubernetes;

/// <summary>A build run by the real <c>concourse web</c> on a real cluster, as the ServiceAccount that we ship.</summary>
internal sealed class KubernetesBuild : DisturbedBuild
{
    private readonly LiveCluster cluster;
    private readonly HttpStage stage;

    private KubernetesBuild(TestDatabase database, LiveCluster cluster, HttpStage stage, string pipeline)
        : base(database, pipeline)
    {
        this.cluster = cluster;
        this.stage = stage;
    }

    public override IStage Stage => stage;

    public int StagePort => stage.Port;

    /// <summary>A build of <see cref="KubernetesPipeline"/> that has begun.</summary>
    /// <param name="postgres">Where its database is made.</param>
    /// <param name="cluster">Where its steps run.</param>
    /// <param name="stagePort">Where its commands find the stage, since that is part of what it tells; 0: any.</param>
    /// <param name="shut">Gates that are shut from the start.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<KubernetesBuild> StartAsync(
        PostgresFixture postgres, LiveCluster cluster, int stagePort, IEnumerable<string> shut, CancellationToken ct)
    {
        var stage = await HttpStage.StartAsync(cluster.Host, stagePort, ct);
        foreach (var gate in shut)
        {
            stage.Shut(gate);
        }

        return await StartAsync(postgres, cluster, stage, KubernetesPipeline.Write(cluster, stage), ct);
    }

    /// <summary>A build of the job <c>job</c> of a pipeline that has begun.</summary>
    public static async Task<KubernetesBuild> StartAsync(PostgresFixture postgres, LiveCluster cluster, string pipeline, CancellationToken ct) =>
        await StartAsync(postgres, cluster, await HttpStage.StartAsync(cluster.Host, 0, ct), pipeline, ct);

    private static async Task<KubernetesBuild> StartAsync(
        PostgresFixture postgres, LiveCluster cluster, HttpStage stage, string pipeline, CancellationToken ct)
    {
        var build = new KubernetesBuild(await postgres.CreateDatabaseAsync(), cluster, stage, pipeline);
        try
        {
            await build.BeginAsync(ct);
            return build;
        }
        catch (Exception e)
        {
            var log = build.NodeLog;
            await build.DisposeAsync();
            throw new InvalidOperationException($"{e.Message}\n{log}", e);
        }
    }

    protected override Task<WebNodeProcess> StartNodeAsync(string logFile, CancellationToken ct) => WebNodeProcess.StartAsync(
        "concourse",
        [
            "web", "--bind-ip=127.0.0.1", "--bind-port=0", "--external-url=http://ci.example.com",
            $"--postgres-socket={Database.Options.Socket}",
            $"--postgres-port={Database.Options.Port.ToString(CultureInfo.InvariantCulture)}",
            $"--postgres-user={Database.Options.User}", $"--postgres-database={Database.Name}",
            $"--add-local-user={User}:{User}", $"--main-team-local-user={User}",
            $"--kubernetes-namespace={LiveCluster.ServerNamespace}", $"--kubernetes-kubeconfig={cluster.ServerKubeconfig}",
            $"--kubernetes-artifact-helper-image={cluster.Images["helper"]}",
            $"--resource-type-image=mock={cluster.Images["resource-mock"]}",
            $"--resource-type-image=git={cluster.Images["resource-git"]}",

            // What is checked once stays checked: only the build's own work shall go on while a test kills nodes.
            "--resource-checking-interval=1h", "--component-runner-interval=1s", "--lidar-scanner-interval=1s", "--build-tracker-interval=1s",
        ],
        logFile,
        ct);

    protected override async Task RemoveSandboxesAsync()
    {
        using var client = KubernetesConnection.Open(cluster.ServerKubeconfig);
        var options = new JetBridgeOptions { Namespace = LiveCluster.ServerNamespace, HelperImage = cluster.Images["helper"] };
        await using var driver = new JetBridgeDriver(options, client, TimeProvider.System, NullLogger<JetBridgeDriver>.Instance);
        await using var connection = await Database.Source.OpenConnectionAsync();
        foreach (var handle in await connection.QueryAsync<string>("SELECT handle FROM containers"))
        {
            await driver.DeleteAsync(handle, CancellationToken.None);
        }
    }
}
