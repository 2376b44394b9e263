using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Concourse.Runtime.Tests.Images;

/// <summary>Debian's docker-registry on a free port of loopback, with a folder of its own; optionally behind a password.</summary>
public sealed class RealRegistry : IAsyncDisposable
{
    public const string Username = "robot";
    public const string Password = "correct horse";

    // bcrypt of the password, cost 5.
    private const string Htpasswd = "robot:$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2\n";

    private readonly Process _process;
    private readonly string _folder;
    private readonly HttpClient _http = new();

    private RealRegistry(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Host = $"127.0.0.1:{port}";
    }

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Host { get; }

    public static async Task<RealRegistry> StartAsync(bool password, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("registry-").FullName;
        var port = FreePort();
        var config = $$$"""
            version: 0.1
            log: {level: error, accesslog: {disabled: true} }
            storage: {filesystem: {rootdirectory: {{{folder}}}/data} }
            http: {addr: "127.0.0.1:{{{port}}}"}

            """;
        if (password)
        {
            await File.WriteAllTextAsync($"{folder}/htpasswd", Htpasswd, cancellationToken);
            config += $"auth: {{htpasswd: {{realm: test, path: {folder}/htpasswd}}}}\n";
        }

        await File.WriteAllTextAsync($"{folder}/config.yml", config, cancellationToken);
        var process = Process.Start(new ProcessStartInfo("docker-registry", ["serve", $"{folder}/config.yml"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var registry = new RealRegistry(process, folder, port);
        await registry.AnswersAsync(cancellationToken);
        return registry;
    }

    /// <summary>Pushes an image without layers and returns its manifest's digest.</summary>
    public async Task<string> PushImageAsync(string repository, string tag, JsonObject config, CancellationToken cancellationToken)
    {
        var (digest, size, type) = await PushManifestAsync(repository, config, tag, cancellationToken);
        Assert.True(size > 0 && type != "");
        return digest;
    }

    /// <summary>Pushes an index over one image per platform, and returns the index's digest.</summary>
    public async Task<string> PushIndexAsync(
        string repository, string tag, IReadOnlyDictionary<string, JsonObject> configByArchitecture, CancellationToken cancellationToken)
    {
        var manifests = new JsonArray();
        foreach (var (architecture, config) in configByArchitecture)
        {
            var (digest, size, type) = await PushManifestAsync(repository, config, null, cancellationToken);
            manifests.Add(new JsonObject
            {
                ["mediaType"] = type,
                ["digest"] = digest,
                ["size"] = size,
                ["platform"] = new JsonObject { ["os"] = "linux", ["architecture"] = architecture },
            });
        }

        const string mediaType = "application/vnd.oci.image.index.v1+json";
        var index = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = mediaType, ["manifests"] = manifests };
        return await PutManifestAsync(repository, tag, index, mediaType, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<(string Digest, int Size, string MediaType)> PushManifestAsync(
        string repository, JsonObject config, string? tag, CancellationToken cancellationToken)
    {
        var blob = JsonSerializer.SerializeToUtf8Bytes(config);
        using var upload = await SendAsync(HttpMethod.Post, $"{repository}/blobs/uploads/", null, null, cancellationToken);
        var location = upload.Headers.Location!;
        var put = new Uri(location.AbsoluteUri + (location.Query == "" ? "?" : "&") + "digest=" + Digest(blob));
        using (await SendAsync(HttpMethod.Put, put.AbsoluteUri, blob, "application/octet-stream", cancellationToken))
        {
        }

        const string mediaType = "application/vnd.oci.image.manifest.v1+json";
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = mediaType,
            ["config"] = new JsonObject
            {
                ["mediaType"] = "application/vnd.oci.image.config.v1+json",
                ["digest"] = Digest(blob),
                ["size"] = blob.Length,
            },
            ["layers"] = new JsonArray(),
        };
        var digest = await PutManifestAsync(
            repository, tag ?? Digest(JsonSerializer.SerializeToUtf8Bytes(manifest)), manifest, mediaType, cancellationToken);
        return (digest, JsonSerializer.SerializeToUtf8Bytes(manifest).Length, mediaType);
    }

    private async Task<string> PutManifestAsync(
        string repository, string tagOrDigest, JsonObject manifest, string mediaType, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(manifest);
        using var response = await SendAsync(HttpMethod.Put, $"{repository}/manifests/{tagOrDigest}", content, mediaType, cancellationToken);
        return Digest(content);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, byte[]? body, string? mediaType, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith("http", StringComparison.Ordinal) ? path : $"http://{Host}/v2/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Username}:{Password}")));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType!);
        }

        var response = await _http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            Assert.Fail($"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }

        return response;
    }

    private async Task AnswersAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            try
            {
                using var response = await _http.GetAsync(new Uri($"http://{Host}/v2/"), deadline.Token);
                return;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                await Task.Delay(20, deadline.Token);
            }
        }
    }

    private static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
