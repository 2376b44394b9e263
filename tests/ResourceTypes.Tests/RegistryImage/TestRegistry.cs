using System.Formats.Tar;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace ResourceTypes.Tests.RegistryImage;

/// <summary>A real docker-registry on loopback, and images made by hand in it.</summary>
public sealed class TestRegistry : IAsyncLifetime
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new();
    private ServerProcess? _server;

    public string Authority => $"127.0.0.1:{_server!.Port}";

    public async ValueTask InitializeAsync()
    {
        var port = FreePort.Find();
        _folder.Write("config.yml", $"""
            version: 0.1
            storage:
              filesystem:
                rootdirectory: {_folder["storage"]}
            http:
              addr: 127.0.0.1:{port}
            """);
        _server = await ServerProcess.StartAsync("docker-registry", port, "serve", _folder["config.yml"]);
    }

    public async ValueTask DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _http.Dispose();
        _folder.Dispose();
    }

    /// <summary>Puts an image of these layers under a tag and returns its digest.</summary>
    internal async Task<string> PutImageAsync(string repository, string tag, string config, params byte[][] layers)
    {
        var configDigest = await PutBlobAsync(repository, Encoding.UTF8.GetBytes(config));
        var descriptors = new List<string>();
        foreach (var layer in layers)
        {
            var gzip = layer.AsSpan().StartsWith(new byte[] { 0x1f, 0x8b }) ? "+gzip" : "";
            descriptors.Add(
                $"{{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar{gzip}\",\"digest\":\"{await PutBlobAsync(repository, layer)}\",\"size\":{layer.Length}}}");
        }

        return await PutManifestAsync(repository, tag, ManifestType,
            $"{{\"schemaVersion\":2,\"mediaType\":\"{ManifestType}\",\"config\":{{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"{configDigest}\",\"size\":{config.Length}}},\"layers\":[{string.Join(',', descriptors)}]}}");
    }

    internal async Task<string> PutManifestAsync(string repository, string tag, string type, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var response = await _http.PutAsync(new Uri($"http://{Authority}/v2/{repository}/manifests/{tag}"), content);
        response.EnsureSuccessStatusCode();
        return Digest(bytes);
    }

    /// <summary>A layer's tar, gzipped, of these entries.</summary>
    internal static byte[] Layer(params TarEntry[] entries)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var entry in entries)
            {
                tar.WriteEntry(entry);
            }
        }

        return buffer.ToArray();
    }

    private async Task<string> PutBlobAsync(string repository, byte[] bytes)
    {
        using var start = await _http.PostAsync(new Uri($"http://{Authority}/v2/{repository}/blobs/uploads/"), null);
        start.EnsureSuccessStatusCode();
        var location = new UriBuilder(start.Headers.Location!);
        location.Query = location.Query.TrimStart('?') + "&digest=" + Digest(bytes);
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var response = await _http.PutAsync(location.Uri, content);
        response.EnsureSuccessStatusCode();
        return Digest(bytes);
    }

    private static string Digest(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
}
