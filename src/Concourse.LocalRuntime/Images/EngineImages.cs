using System.Formats.Tar;
using System.IO.Pipelines;
using Concourse.LocalRuntime.Engine;
using Concourse.Runtime.Images;
using Concourse.Runtime.Sandboxes;
using Docker.DotNet.Models;

namespace Concourse.LocalRuntime.Images;

/// <summary>Images in the engine: pulled from registries, loaded from archives, found.</summary>
internal sealed class EngineImages(ContainerEngine engine)
{
    private const string IdPrefix = "sha256:";

    public Task<ImageInspectResponse?> FindAsync(string reference, CancellationToken cancellationToken) =>
        engine.FindAsync("inspect an image", (client, token) => client.Images.InspectImageAsync(reference, token), cancellationToken);

    /// <summary>
    /// Makes sure that the engine has the image and returns the name it knows it by. A digest is pulled once; a tag is asked for
    /// each time, since it may have moved, unless the image was made on this machine.
    /// </summary>
    /// <exception cref="SandboxException">The image cannot be pulled; the message names it and the engine's reason.</exception>
    public async Task<string> EnsureAsync(string text, RegistryCredentials? credentials, CancellationToken cancellationToken)
    {
        if (text.StartsWith(IdPrefix, StringComparison.Ordinal))
        {
            return await FindAsync(text, cancellationToken) is not null
                ? text
                : throw new SandboxException($"the container engine has no image {text} (any more); load or pull it again");
        }

        if (!ImageReference.TryParse(text, out var reference))
        {
            throw new SandboxException($"invalid image reference '{text}'");
        }

        if (reference.Digest is not null)
        {
            // Engines do not find a tag and a digest together.
            reference = reference.At(reference.Digest);
        }

        var name = reference.ToString();
        var present = await FindAsync(name, cancellationToken) is not null;
        if (present && (reference.Digest is not null || reference.Registry == "localhost"))
        {
            return name;
        }

        try
        {
            await PullAsync(reference, credentials, cancellationToken);
        }
        catch (SandboxException e) when (present && !(credentials is not null && EngineError.IsRefusal(e)))
        {
            // Made or loaded here, or its registry is away: what the engine has will do, as for `docker run`. But who shows
            // credentials that are refused does not get what others pulled. Without any, a refusal says little: that is how
            // public registries answer for names that they do not know.
        }

        return name;
    }

    /// <summary>Loads every image of a docker archive, an OCI archive or an OCI layout directory.</summary>
    /// <returns>The names or ids that the engine gave them.</returns>
    public async Task<IReadOnlyList<string>> LoadAsync(string path, CancellationToken cancellationToken)
    {
        await using var archive = Directory.Exists(path) ? Tar(path, cancellationToken) : File.OpenRead(path);
        var messages = new EngineMessages();
        await engine.CallAsync(
            $"load {Path.GetFileName(path)}",
            (client, token) => client.Images.LoadImageAsync(new ImageLoadParameters { Quiet = true }, archive, messages, token),
            cancellationToken);
        messages.ThrowIfFailed($"loading images from {path} failed");
        return messages.LoadedImages();
    }

    private async Task PullAsync(ImageReference reference, RegistryCredentials? credentials, CancellationToken cancellationToken)
    {
        var messages = new EngineMessages();
        var what = $"pull the image {reference}";
        await engine.CallAsync(
            what,
            (client, token) => client.Images.CreateImageAsync(
                new ImagesCreateParameters
                {
                    FromImage = $"{reference.Registry}/{reference.Repository}",
                    Tag = reference.TagOrDigest,
                },
                credentials is null
                    ? null
                    : new AuthConfig { Username = credentials.Username, Password = credentials.Password, ServerAddress = reference.Registry },
                messages,
                token),
            cancellationToken);
        messages.ThrowIfFailed($"the container engine could not {what}");
    }

    private static Stream Tar(string directory, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        _ = WriteAsync();
        return pipe.Reader.AsStream();

        async Task WriteAsync()
        {
            try
            {
                await TarFile.CreateFromDirectoryAsync(directory, pipe.Writer.AsStream(), includeBaseDirectory: false, cancellationToken);
                await pipe.Writer.CompleteAsync();
            }
            catch (Exception e)
            {
                await pipe.Writer.CompleteAsync(e);
            }
        }
    }
}
