using System.Formats.Tar;
using Concourse.LocalRuntime.Engine;
using Concourse.LocalRuntime.Images;
using Concourse.Runtime.Sandboxes;
using Docker.DotNet.Models;

namespace Concourse.LocalRuntime.Containers;

/// <summary>
/// The one long-lived container of a worker, which sees the whole state directory: every helper stream is an exec in it. It has no
/// network and runs the supervisor's <c>pause</c>. One per version of the supervisor, so that web nodes of two versions live
/// side by side during an upgrade.
/// </summary>
internal sealed class HelperContainer(ContainerEngine engine, HelperImage image, string worker, StateLayout state) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private string? _name;
    private string? _hash;

    /// <summary>Starts the helper unless it runs, and has it deliver the supervisor into the state directory.</summary>
    /// <returns>The supervisor's hash.</returns>
    public async Task<string> EnsureAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_hash is { } known && await IsRunningAsync(cancellationToken))
            {
                return known;
            }

            var (imageName, hash) = await image.EnsureAsync(cancellationToken);
            var parameters = Specify(imageName, hash);
            await engine.EnsureStartedAsync(parameters, restart: true, cancellationToken);
            _name = parameters.Name!;
            await MakeFoldersAsync(hash, cancellationToken);
            await DeliverAsync(hash, cancellationToken);
            await RemoveUnusedAsync(cancellationToken);
            return _hash = hash;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Runs the supervisor with these arguments in the helper.</summary>
    public async Task<IHelperStream> ExecAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (_name is null)
        {
            await EnsureAsync(cancellationToken);
        }

        try
        {
            return await OpenAsync(arguments, cancellationToken);
        }
        catch (SandboxException)
        {
            // Stopped or removed since we looked, by a reboot for example.
            await EnsureAsync(cancellationToken);
            return await OpenAsync(arguments, cancellationToken);
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<IHelperStream> OpenAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        await engine.CallAsync(
            "run a helper process",
            async (client, token) =>
            {
                var exec = await client.Exec.CreateContainerExecAsync(
                    _name!,
                    new ContainerExecCreateParameters
                    {
                        Cmd = [HelperImage.Supervisor, .. arguments],
                        AttachStdin = true,
                        AttachStdout = true,
                        AttachStderr = true,
                    },
                    token);
                return new ExecStream(await client.Exec.StartContainerExecAsync(exec.ID, new ContainerExecStartParameters(), token));
            },
            cancellationToken);

    private async Task MakeFoldersAsync(string hash, CancellationToken cancellationToken)
    {
        using var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var folder in (string[])[StateLayout.Sandboxes, StateLayout.Volumes, StateLayout.Control, "bin", "bin/" + hash])
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)0b111_101_101 });
            }
        }

        archive.Position = 0;
        await engine.CallAsync(
            "make the worker's state directories",
            (client, token) => client.Containers.ExtractArchiveToContainerAsync(
                _name!, new CopyToContainerParameters { Path = StateLayout.HelperRoot }, archive, token),
            cancellationToken);
    }

    private async Task DeliverAsync(string hash, CancellationToken cancellationToken)
    {
        await using var stream = await OpenAsync(["deliver", $"{StateLayout.HelperBin(hash)}/{StateLayout.SupervisorName}"], cancellationToken);
        await stream.Output.CopyToAsync(Stream.Null, cancellationToken);
        if (stream.Diagnostics.Trim() is { Length: > 0 } complaint)
        {
            throw new SandboxException($"supervisor not delivered: {complaint}");
        }
    }

    private async Task<bool> IsRunningAsync(CancellationToken cancellationToken) =>
        await engine.FindContainerAsync(_name!, cancellationToken) is { State.Running: true };

    /// <summary>Helpers of other supervisors that no web node uses any more: every live node holds an exec open in its own.</summary>
    private async Task RemoveUnusedAsync(CancellationToken cancellationToken)
    {
        foreach (var other in await engine.ListContainersAsync(Labels.Filter((Labels.Worker, worker), (Labels.Helper, null)), cancellationToken))
        {
            var found = await engine.FindContainerAsync(other.ID, cancellationToken);
            if (found is not null && found.Name.TrimStart('/') != _name && !await IsUsedAsync(found, cancellationToken))
            {
                await RemoveAsync(other.ID, cancellationToken);
            }
        }
    }

    private async Task RemoveAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            await engine.RemoveContainerAsync(container, cancellationToken);
        }
        catch (SandboxException)
        {
            // Another node removes it at this moment, or the engine cannot: no reason for a step to fail. The next start looks again.
        }
    }

    // Podman goes on listing execs that ended.
    private async Task<bool> IsUsedAsync(ContainerInspectResponse container, CancellationToken cancellationToken)
    {
        foreach (var id in container.ExecIDs ?? [])
        {
            var exec = await engine.FindAsync(
                "inspect a helper process", (client, token) => client.Exec.InspectContainerExecAsync(id, token), cancellationToken);
            if (exec is { Running: true })
            {
                return true;
            }
        }

        return false;
    }

    private CreateContainerParameters Specify(string imageName, string hash) => new()
    {
        Name = $"concourse-{worker}-helper-{hash}",
        Image = imageName,
        Entrypoint = [HelperImage.Supervisor],
        Cmd = ["pause"],
        User = "0:0",
        Labels = new Dictionary<string, string> { [Labels.Worker] = worker, [Labels.Helper] = hash },
        HostConfig = new HostConfig
        {
            Binds = [$"{state.HostDirectory}:{StateLayout.HelperRoot}"],
            NetworkMode = "none",
            RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.UnlessStopped },
        },
    };
}
