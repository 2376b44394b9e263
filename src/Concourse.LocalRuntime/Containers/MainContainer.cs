using Concourse.Runtime.Sandboxes;
using Docker.DotNet.Models;

namespace Concourse.LocalRuntime.Containers;

/// <summary>The container in which a step's processes run, as a pure function of what was asked for.</summary>
internal static class MainContainer
{
    public static string Name(string worker, string handle) => $"concourse-{worker}-{handle}";

    public static CreateContainerParameters Specify(
        SandboxSpec spec, MainImage image, string worker, string supervisorHash, StateLayout state, LocalRuntimeOptions options) => new()
    {
        Name = Name(worker, spec.Handle),
        Image = image.Reference,
        Entrypoint = [StateLayout.MainSupervisor],
        Cmd = spec.Hermetic ? ["run", "--state", StateLayout.MainState, "--hermetic"] : ["run", "--state", StateLayout.MainState],
        // Empty: the image's own user and environment.
        User = spec.NeedsRoot ? "0:0" : image.User ?? "",
        Env = [.. image.Env],
        Labels = Labels.Of(worker, spec.Handle, spec.Metadata),
        // The image must not choose how its container is stopped or probed.
        StopSignal = "SIGTERM",
        Healthcheck = new HealthcheckConfig { Test = ["NONE"] },
        HostConfig = new HostConfig
        {
            Binds =
            [
                $"{state.Bin(supervisorHash)}:{StateLayout.MainRoot}/bin:ro",
                $"{state.Sandbox(spec.Handle)}:{StateLayout.MainState}",
                .. spec.Mounts.Select(mount => Bind(mount, state)),
            ],
            NetworkMode = spec.Hermetic ? "none" : options.Network ?? "",
            DNS = spec.Hermetic ? [] : [.. options.DnsServers],
            ExtraHosts = spec.Hermetic ? [] : [.. options.ExtraHosts],
            Privileged = spec.Privileged,
            CPUShares = spec.Limits.CpuShares ?? 0,
            Memory = spec.Limits.MemoryBytes ?? 0,
            // Equal to memory: no swap, so that the limit is the limit.
            MemorySwap = spec.Limits.MemoryBytes ?? 0,
            RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.No },
        },
    };

    private static string Bind(Runtime.Volumes.VolumeMount mount, StateLayout state) =>
        $"{state.Volume(mount.Handle)}:{mount.MountPath}" + (mount.Content is Runtime.Volumes.VolumeContent.Existing ? ":ro" : "");
}
