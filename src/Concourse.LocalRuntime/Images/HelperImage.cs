using System.Formats.Tar;
using System.Security.Cryptography;
using Concourse.LocalRuntime.Containers;
using Concourse.LocalRuntime.Engine;
using Docker.DotNet.Models;

namespace Concourse.LocalRuntime.Images;

/// <summary>
/// The helper's image: the supervisor binary and nothing else, imported from this node's own copy and named after its hash. So
/// a new web node brings its supervisor with it and needs no registry.
/// </summary>
internal sealed class HelperImage(ContainerEngine engine, EngineImages images, string supervisorPath)
{
    /// <summary>Where the binary lies in the image.</summary>
    public const string Supervisor = "/" + StateLayout.SupervisorName;

    private const string Repository = "localhost/concourse-helper";

    /// <summary>Imports the image unless the engine has it.</summary>
    /// <returns>Its name, and the binary's short hash.</returns>
    /// <exception cref="FileNotFoundException">There is no supervisor at the configured path.</exception>
    public async Task<(string Name, string Hash)> EnsureAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(supervisorPath))
        {
            throw new FileNotFoundException($"there is no supervisor binary at {supervisorPath}; build.sh makes it", supervisorPath);
        }

        var binary = await File.ReadAllBytesAsync(supervisorPath, cancellationToken);
        var hash = Convert.ToHexStringLower(SHA256.HashData(binary))[..16];
        var name = $"{Repository}:{hash}";
        if (await images.FindAsync(name, cancellationToken) is null)
        {
            var messages = new EngineMessages();
            using var tar = Tar(binary);
            await engine.CallAsync(
                "import the helper image",
                (client, token) => client.Images.CreateImageAsync(
                    new ImagesCreateParameters { Repo = name, Changes = [$"LABEL {Labels.Helper}={hash}"] },
                    tar,
                    authConfig: null,
                    messages,
                    token),
                cancellationToken);
            messages.ThrowIfFailed("importing the helper image failed");
        }

        return (name, hash);
    }

    private static MemoryStream Tar(byte[] binary)
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, StateLayout.SupervisorName)
            {
                Mode = (UnixFileMode)0b111_101_101,
                DataStream = new MemoryStream(binary),
            });
        }

        tar.Position = 0;
        return tar;
    }
}
