using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using ResourceTypes.Protocol;

namespace ResourceTypes.RegistryImage;

/// <summary>
/// Applies one layer to a root file system: entries replace what is there, whiteouts remove it. Ownership is set when
/// running as root. Nothing is ever written outside of the root, whatever links the layers hold.
/// </summary>
internal sealed class LayerUnpacker(string rootfs, ScriptLog log)
{
    private const string Whiteout = ".wh.";
    private const string OpaqueWhiteout = ".wh..wh..opq";

    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <exception cref="ResourceException">The content has another digest, or no known compression.</exception>
    public async Task UnpackAsync(Stream blob, ImageDescriptor layer, CancellationToken ct)
    {
        using var hash = SHA256.Create();
        await using var hashed = new CryptoStream(blob, hash, CryptoStreamMode.Read, leaveOpen: true);
        await using (var tar = new TarReader(Decompressed(hashed, layer), leaveOpen: true))
        {
            while (await tar.GetNextEntryAsync(copyData: false, ct) is { } entry)
            {
                await ApplyAsync(entry, ct);
            }
        }

        await hashed.CopyToAsync(Stream.Null, ct);
        if (layer.Digest != "sha256:" + Convert.ToHexStringLower(hash.Hash!))
        {
            throw new ResourceException($"the registry's content for {layer.Digest} does not have that digest");
        }
    }

    private static Stream Decompressed(Stream blob, ImageDescriptor layer)
    {
        var type = layer.MediaType ?? "";
        if (type.EndsWith("+gzip", StringComparison.Ordinal) || type.EndsWith(".gzip", StringComparison.Ordinal))
        {
            return new GZipStream(blob, CompressionMode.Decompress, leaveOpen: true);
        }

        return type.EndsWith(".tar", StringComparison.Ordinal)
            ? blob
            : throw new ResourceException($"layer {layer.Digest} has the unsupported type {type}");
    }

    private async Task ApplyAsync(TarEntry entry, CancellationToken ct)
    {
        var path = RootfsPath.Resolve(rootfs, entry.Name);
        var name = Path.GetFileName(path);
        if (path == rootfs)
        {
            return;
        }

        var parent = Path.GetDirectoryName(path)!;
        if (name == OpaqueWhiteout)
        {
            RemoveContentsOfLowerLayers(parent);
        }
        else if (name.StartsWith(Whiteout, StringComparison.Ordinal))
        {
            Remove(Path.Combine(parent, name[Whiteout.Length..]));
        }
        else
        {
            Directory.CreateDirectory(parent);
            await WriteAsync(entry, path, ct);
            _written.Add(path);
        }
    }

    private async Task WriteAsync(TarEntry entry, string path, CancellationToken ct)
    {
        if (entry.EntryType != TarEntryType.Directory || !IsRealFolder(path))
        {
            Remove(path);
        }

        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                Directory.CreateDirectory(path);
                break;
            case TarEntryType.SymbolicLink:
                File.CreateSymbolicLink(path, entry.LinkName);
                break;
            case TarEntryType.HardLink:
                Posix.Link(RootfsPath.Resolve(rootfs, entry.LinkName), path);
                return;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
                {
                    await (entry.DataStream?.CopyToAsync(file, ct) ?? Task.CompletedTask);
                }

                break;
            default:
                log.Line($"skipping {entry.Name}: {entry.EntryType} entries are not unpacked");
                return;
        }

        Posix.SetOwner(path, entry.Uid, entry.Gid);
        if (entry.EntryType != TarEntryType.SymbolicLink)
        {
            // After the owner: changing that clears the set-user-id bit.
            File.SetUnixFileMode(path, entry.Mode);
        }
    }

    private void RemoveContentsOfLowerLayers(string folder)
    {
        if (!IsRealFolder(folder))
        {
            return;
        }

        foreach (var entry in Directory.EnumerateFileSystemEntries(folder).ToList())
        {
            if (!_written.Contains(entry))
            {
                Remove(entry);
            }
        }
    }

    private static void Remove(string path)
    {
        if (IsRealFolder(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }

    private static bool IsRealFolder(string path) => new DirectoryInfo(path) is { Exists: true, LinkTarget: null };
}
