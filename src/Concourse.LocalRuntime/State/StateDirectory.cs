using System.Formats.Tar;
using Concourse.LocalRuntime.Containers;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Supervision;
using ZstdSharp;

namespace Concourse.LocalRuntime.State;

/// <summary>
/// One folder of named directories (the volumes, or the sandboxes) on the engine's host, worked on by the helper: this process
/// needs neither to see the files nor to be allowed to. One helper process serves all calls and is replaced when it breaks.
/// </summary>
internal sealed class StateDirectory : IAsyncDisposable
{
    // A step may run as any user. Only root and the engine reach the directory above.
    private const UnixFileMode Anyone = (UnixFileMode)0b111_111_111;

    private readonly SupervisorClient _client;

    /// <param name="helper">Runs the process.</param>
    /// <param name="folder">Name within the worker's state directory.</param>
    /// <param name="time">Clock of heartbeats.</param>
    public StateDirectory(HelperContainer helper, string folder, TimeProvider time)
    {
        // No main will ever listen at this state: only volume operations are asked for. All nodes share its epoch.
        string[] arguments =
        [
            "attach", "--state", $"{StateLayout.HelperRoot}/{StateLayout.Control}", "--wait", "0",
            "--volumes", $"{StateLayout.HelperRoot}/{folder}",
        ];
        _client = new SupervisorClient(token => helper.ExecAsync(arguments, token), epoch: 0, new SupervisorOptions(), time);
    }

    /// <summary>Names of the directories.</summary>
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => _client.Volumes.ListAsync(cancellationToken);

    /// <summary>A fresh directory, writable for anyone; what had its name before is gone.</summary>
    public async Task MakeEmptyAsync(string name, CancellationToken cancellationToken)
    {
        await DeleteAsync(name, cancellationToken);
        await OpenToAnyoneAsync(name, cancellationToken);
    }

    /// <summary>Copies the tree of one directory into another; its root stays writable for anyone.</summary>
    /// <exception cref="SandboxException">No such directory, the disk is full …</exception>
    public async Task CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        try
        {
            await _client.Volumes.CopyAsync(from, to, cancellationToken);
            // A copy has its source's permissions; but the next step may run as another user than the one before.
            await OpenToAnyoneAsync(to, cancellationToken);
        }
        catch (FileNotFoundException e)
        {
            throw new SandboxException($"the volume {from} to copy is gone; run the build again", e);
        }
        catch (VolumeOperationException e)
        {
            throw new SandboxException($"copying the volume {from} failed: {e.Message}", e);
        }
    }

    /// <summary>Removes the tree at a path; success when there is none.</summary>
    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await _client.Volumes.DeleteAsync(path, cancellationToken);
        }
        catch (VolumeOperationException e)
        {
            throw new SandboxException($"removing {path} failed: {e.Message}", e);
        }
    }

    /// <exception cref="FileNotFoundException">No such path.</exception>
    public Task<Stream> StreamOutAsync(string path, CancellationToken cancellationToken) =>
        _client.Volumes.StreamOutAsync(path, cancellationToken);

    public Task StreamInAsync(string path, Stream archive, CancellationToken cancellationToken) => WriteAsync(path, archive, cancellationToken);

    /// <summary>Lets any user write into a directory itself, which is made when missing; what is in it stays as it is.</summary>
    public async Task OpenToAnyoneAsync(string name, CancellationToken cancellationToken)
    {
        using var archive = ArchiveOfFolder(name);
        await WriteAsync(".", archive, cancellationToken);
    }

    /// <exception cref="FileNotFoundException">No such file.</exception>
    public Task<Stream> OpenFileAsync(string path, CancellationToken cancellationToken) =>
        _client.Volumes.OpenFileAsync(path, cancellationToken);

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private async Task WriteAsync(string path, Stream archive, CancellationToken cancellationToken)
    {
        try
        {
            await _client.Volumes.StreamInAsync(path, archive, cancellationToken);
        }
        catch (VolumeOperationException e)
        {
            throw new SandboxException($"writing to the volume {path} failed: {e.Message}", e);
        }
        catch (SupervisorConnectionException e)
        {
            throw new RuntimeUnavailableException($"writing to the volume {path} broke off: {e.Message}", e);
        }
    }

    private static MemoryStream ArchiveOfFolder(string name)
    {
        var archive = new MemoryStream();
        using (var compressed = new CompressionStream(archive, leaveOpen: true))
        using (var tar = new TarWriter(compressed, TarEntryFormat.Pax))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, name) { Mode = Anyone });
        }

        archive.Position = 0;
        return archive;
    }
}
