using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ResourceTypes.Protocol;

namespace ResourceTypes.RegistryImage;

/// <summary>Reads one repository over the registry's HTTP API, version 2.</summary>
internal sealed class RegistryClient : IDisposable
{
    private const int ManifestLimit = 8 << 20;

    // Until the headers are there; a large layer's body may take longer.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(100);

    private static readonly string[] ManifestTypes =
    [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ];

    private readonly ImageRepository _repository;
    private readonly RegistryLogin _login;
    private readonly HttpClient _http = new() { Timeout = AnswerTimeout };

    public RegistryClient(ImageRepository repository, RegistryImageSource source)
    {
        _repository = repository;
        _login = new RegistryLogin(_http, source.Username, source.Password);
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("concourse-resource");
    }

    /// <summary>The digest a tag points to, or null when there is no such tag.</summary>
    public async Task<string?> DigestOfAsync(string tag, CancellationToken ct)
    {
        using var head = await SendAsync(HttpMethod.Head, "manifests/" + tag, ManifestTypes, ct);
        if (head.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        Require(head, tag);
        if (head.Headers.TryGetValues("Docker-Content-Digest", out var digests))
        {
            return digests.First();
        }

        var bytes = await ManifestBytesAsync(tag, ct);
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    /// <summary>The manifest or index with that digest, its bytes checked against it.</summary>
    public async Task<ImageManifest> ManifestAsync(string digest, CancellationToken ct) =>
        Parse(await ManifestBytesAsync(digest, ct), digest, RegistryJson.Default.ImageManifest);

    public async Task<ImageConfiguration> ConfigurationAsync(ImageDescriptor config, CancellationToken ct)
    {
        using var response = await BlobAsync(config, ct);
        var bytes = await ReadLimitedAsync(response, ct);
        return Parse(bytes, config.Digest, RegistryJson.Default.ImageConfiguration);
    }

    /// <summary>The response whose content is the blob; the caller checks the digest while reading.</summary>
    public async Task<HttpResponseMessage> BlobAsync(ImageDescriptor blob, CancellationToken ct)
    {
        var response = await SendAsync(HttpMethod.Get, "blobs/" + RequireDigest(blob.Digest), [], ct);
        Require(response, blob.Digest);
        return response;
    }

    public void Dispose() => _http.Dispose();

    private async Task<byte[]> ManifestBytesAsync(string reference, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Get, "manifests/" + reference, ManifestTypes, ct);
        Require(response, reference);
        return await ReadLimitedAsync(response, ct);
    }

    private static async Task<byte[]> ReadLimitedAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await response.Content.LoadIntoBufferAsync(ManifestLimit, ct);
        return await response.Content.ReadAsByteArrayAsync(ct);
    }

    private static T Parse<T>(byte[] bytes, string digest, JsonTypeInfo<T> type)
    {
        if (digest.StartsWith("sha256:", StringComparison.Ordinal)
            && digest[7..] != Convert.ToHexStringLower(SHA256.HashData(bytes)))
        {
            throw new ResourceException($"the registry's content for {digest} does not have that digest");
        }

        try
        {
            return JsonSerializer.Deserialize(bytes, type)
                ?? throw new ResourceException($"the registry's content for {digest} is empty");
        }
        catch (JsonException e)
        {
            throw new ResourceException($"the registry's content for {digest} is no valid JSON", e);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string[] accept, CancellationToken ct)
    {
        var uri = new Uri(_repository.Endpoint, $"v2/{_repository.Path}/{path}");
        var response = await OnceAsync();
        if (response.StatusCode == HttpStatusCode.Unauthorized
            && await _login.AnswerAsync(response.Headers.WwwAuthenticate, _repository, ct))
        {
            response.Dispose();
            response = await OnceAsync();
        }

        return response;

        async Task<HttpResponseMessage> OnceAsync()
        {
            using var request = new HttpRequestMessage(method, uri);
            request.Headers.Authorization = _login.Current;
            foreach (var type in accept)
            {
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
            }

            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        }
    }

    private void Require(HttpResponseMessage response, string what)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var hint = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "; check source.username and source.password",
            HttpStatusCode.NotFound => "; it does not exist there",
            _ => "",
        };
        response.Dispose();
        throw new ResourceException(
            $"{_repository.Endpoint.Authority} answered {(int)response.StatusCode} for {what} of {_repository.Path}{hint}");
    }

    private static string RequireDigest(string digest) => digest.StartsWith("sha256:", StringComparison.Ordinal)
        ? digest
        : throw new ResourceException($"digest '{digest}' is not of the supported kind sha256");
}
