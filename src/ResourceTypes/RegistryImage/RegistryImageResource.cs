using System.Runtime.InteropServices;
using System.Text.Json;
using ResourceTypes.Protocol;

namespace ResourceTypes.RegistryImage;

/// <summary>The digests a tag points to; a get unpacks the image so that a task can run in it.</summary>
internal sealed class RegistryImageResource(ScriptLog log) : IResourceType
{
    public async Task<IReadOnlyList<Dictionary<string, string>>> CheckAsync(ResourceRequest request, CancellationToken ct)
    {
        var source = SourceOf(request);
        var given = request.Version(WireJson.Default.RegistryImageVersion)?.Digest;
        var tag = ImageRepository.TagOf(source);
        using var registry = new RegistryClient(ImageRepository.Of(source), source);
        if (await registry.DigestOfAsync(tag, ct) is not { } digest)
        {
            return [];
        }

        // The one before stays a version for as long as the registry keeps it.
        var keep = given is not null && given != digest && await registry.DigestOfAsync(given, ct) is not null;
        return keep ? [VersionOf(tag, given!), VersionOf(tag, digest)] : [VersionOf(tag, digest)];
    }

    public async Task<ScriptResult> InAsync(ResourceRequest request, string destination, CancellationToken ct)
    {
        var source = SourceOf(request);
        var parameters = request.Params(WireJson.Default.RegistryImageGetParams);
        var version = request.Version(WireJson.Default.RegistryImageVersion);
        if (parameters.Format is not (null or "" or "rootfs"))
        {
            throw new ResourceException($"params.format '{parameters.Format}' is not supported; use 'rootfs'");
        }

        if (version?.Digest is not { Length: > 0 } digest)
        {
            throw new ResourceException("version.digest is missing");
        }

        var tag = version.Tag ?? ImageRepository.TagOf(source);
        using var registry = new RegistryClient(ImageRepository.Of(source), source);
        if (!parameters.SkipDownload)
        {
            log.Line($"fetching {source.Repository}@{digest}");
            await UnpackAsync(registry, source with { Platform = parameters.Platform ?? source.Platform }, digest, destination, ct);
        }

        await File.WriteAllTextAsync(Path.Combine(destination, "repository"), source.Repository, ct);
        await File.WriteAllTextAsync(Path.Combine(destination, "tag"), tag, ct);
        await File.WriteAllTextAsync(Path.Combine(destination, "digest"), digest, ct);
        return new ScriptResult(
            VersionOf(tag, digest), [new("repository", source.Repository!), new("tag", tag), new("digest", digest)]);
    }

    public Task<ScriptResult> OutAsync(ResourceRequest request, string sources, CancellationToken ct) =>
        throw new ResourceException("this registry-image resource can check and get images, but not put them");

    private static RegistryImageSource SourceOf(ResourceRequest request) =>
        request.Source(WireJson.Default.RegistryImageSource, RegistryImageSource.Unsupported);

    private async Task UnpackAsync(
        RegistryClient registry, RegistryImageSource source, string digest, string destination, CancellationToken ct)
    {
        var manifest = await registry.ManifestAsync(digest, ct);
        if (manifest.Manifests is { } index)
        {
            manifest = await registry.ManifestAsync(ForPlatform(index, source.Platform).Digest, ct);
        }

        if (manifest.Config is null || manifest.Layers is null)
        {
            throw new ResourceException($"{source.Repository}@{digest} is no container image");
        }

        var configuration = await registry.ConfigurationAsync(manifest.Config, ct);
        var rootfs = Directory.CreateDirectory(Path.Combine(destination, "rootfs")).FullName;
        foreach (var layer in manifest.Layers)
        {
            log.Line($"unpacking {layer.Digest} ({layer.Size} bytes)");
            using var response = await registry.BlobAsync(layer, ct);
            await using var blob = await response.Content.ReadAsStreamAsync(ct);
            await new LayerUnpacker(rootfs, log).UnpackAsync(blob, layer, ct);
        }

        var process = configuration.Config ?? new ImageProcess();
        var metadata = new ImageMetadata
        {
            Env = process.Env ?? [],
            User = process.User ?? "",
            Entrypoint = process.Entrypoint,
            Cmd = process.Cmd,
        };
        await using var file = File.Create(Path.Combine(destination, "metadata.json"));
        await JsonSerializer.SerializeAsync(file, metadata, WireJson.Output.ImageMetadata, ct);
    }

    private static ImageDescriptor ForPlatform(IReadOnlyList<ImageDescriptor> index, ImagePlatform? platform)
    {
        var os = platform?.Os ?? "linux";
        var architecture = platform?.Architecture
            ?? (RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64");
        return index.FirstOrDefault(m => m.Platform?.Os == os && m.Platform?.Architecture == architecture)
            ?? throw new ResourceException(
                $"the image has no variant for {os}/{architecture}, only for "
                + string.Join(", ", index.Select(m => $"{m.Platform?.Os}/{m.Platform?.Architecture}")));
    }

    private static Dictionary<string, string> VersionOf(string tag, string digest) =>
        new() { ["tag"] = tag, ["digest"] = digest };
}
