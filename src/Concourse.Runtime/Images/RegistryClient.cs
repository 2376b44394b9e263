using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;
using Polly.Retry;

namespace Concourse.Runtime.Images;

/// <summary>
/// Reads images of OCI distribution registries: which digest a tag names, and an image's environment, user and entrypoint.
/// Layers are never downloaded here. Safe for concurrent use.
/// </summary>
public sealed class RegistryClient
{
    private const int MaxManifestBytes = 4 << 20;
    private const int MaxConfigBytes = 8 << 20;

    private readonly HttpClient _http;
    private readonly RegistryOptions _options;
    private readonly RegistryAuthorization _authorization;
    private readonly ResiliencePipeline<HttpResponseMessage> _retries;

    /// <param name="http">Its timeout is not used; <see cref="RegistryOptions.RequestTimeout"/> is.</param>
    /// <param name="options">How registries are talked to.</param>
    /// <param name="time">Clock of token lifetimes and pauses.</param>
    public RegistryClient(HttpClient http, RegistryOptions options, TimeProvider time)
    {
        _http = http;
        _options = options;
        _authorization = new RegistryAuthorization(http, time);
        _retries = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = Math.Max(1, options.Retries),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(500),
                ShouldHandle = arguments => ValueTask.FromResult(options.Retries > 0 && MayPass(arguments.Outcome)),
                MaxDelay = options.LongestPause,
                DelayGenerator = arguments => ValueTask.FromResult(Pause(arguments.Outcome.Result)),
            })
            .Build();
    }

    /// <summary>The digest that the reference names now: its own, or the one its tag stands for.</summary>
    /// <exception cref="RegistryException">No such image, access refused, or the registry does not answer.</exception>
    public async Task<string> ResolveDigestAsync(ImageReference image, RegistryCredentials? credentials, CancellationToken cancellationToken)
    {
        if (image.Digest is { } known)
        {
            return known;
        }

        using (var head = await SendAsync(HttpMethod.Head, image, credentials, "manifests/" + image.Tag, cancellationToken))
        {
            if (head.IsSuccessStatusCode && DigestHeader(head) is { } digest)
            {
                return digest;
            }
        }

        // Some registries answer no HEAD, or without the digest: then the content's own digest is it.
        var content = await ReadAsync(image, credentials, "manifests/" + image.Tag, MaxManifestBytes, cancellationToken);
        return Digest(content);
    }

    /// <summary>Digest and configuration of an image, for linux on the configured architecture.</summary>
    /// <exception cref="RegistryException">As for <see cref="ResolveDigestAsync"/>; or no variant for the platform.</exception>
    public async Task<ResolvedImage> ResolveAsync(ImageReference image, RegistryCredentials? credentials, CancellationToken cancellationToken)
    {
        var content = await ReadManifestAsync(image, credentials, cancellationToken);
        var reference = image.At(image.Digest ?? Digest(content));
        var manifest = Parse(image, content, RegistryJson.Default.ManifestWire);
        if (manifest.Manifests is { } variants)
        {
            var platform = variants.FirstOrDefault(v => v.Platform is { Os: "linux" } p && p.Architecture == _options.Architecture)
                ?? throw new RegistryException(
                    $"{image} has no variant for linux/{_options.Architecture}; it offers " +
                    string.Join(", ", variants.Select(v => $"{v.Platform?.Os}/{v.Platform?.Architecture}")));
            var variant = image.At(platform.Digest ?? throw Malformed(image));
            manifest = Parse(image, await ReadManifestAsync(variant, credentials, cancellationToken), RegistryJson.Default.ManifestWire);
        }

        var digest = manifest.Config?.Digest ?? throw Malformed(image);
        var blob = await ReadAsync(image, credentials, "blobs/" + digest, MaxConfigBytes, cancellationToken);
        Verify(image, digest, blob);
        var config = Parse(image, blob, RegistryJson.Default.ImageConfigWire).Config;
        return new ResolvedImage(reference, new ImageConfig(
            config?.Env ?? [], config?.User ?? "", config?.Entrypoint ?? [], config?.Cmd ?? [], config?.WorkingDir ?? ""));
    }

    // Null: the next of the growing pauses.
    private TimeSpan? Pause(HttpResponseMessage? answer)
    {
        var asked = answer?.Headers.RetryAfter?.Delta;
        return asked > _options.LongestPause ? _options.LongestPause : asked;
    }

    private async Task<byte[]> ReadManifestAsync(ImageReference image, RegistryCredentials? credentials, CancellationToken cancellationToken)
    {
        var content = await ReadAsync(image, credentials, "manifests/" + image.TagOrDigest, MaxManifestBytes, cancellationToken);
        if (image.Digest is { } digest)
        {
            Verify(image, digest, content);
        }

        return content;
    }

    private async Task<byte[]> ReadAsync(
        ImageReference image, RegistryCredentials? credentials, string path, int maxBytes, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, image, credentials, path, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await RefusalAsync(image, credentials, response, cancellationToken);
        }

        // A time limit for the body too: the client's own ends with the headers.
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.RequestTimeout);
        try
        {
            await response.Content.LoadIntoBufferAsync(maxBytes, timeout.Token);
            return await response.Content.ReadAsByteArrayAsync(timeout.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw TookTooLong(image, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new RegistryException($"reading {image} from its registry failed: {e.Message}", e);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, ImageReference image, RegistryCredentials? credentials, string path, CancellationToken cancellationToken)
    {
        var uri = new Uri($"{RegistryAddress.Of(image.Registry, _options)}/v2/{image.Repository}/{path}");
        try
        {
            var response = await SendOnceAsync(_authorization.Known(image, credentials));
            if (response.StatusCode == HttpStatusCode.Unauthorized &&
                await _authorization.AnswerAsync(image, credentials, response.Headers.WwwAuthenticate, cancellationToken) is { } header)
            {
                response.Dispose();
                response = await SendOnceAsync(header);
            }

            return response;
        }
        catch (HttpRequestException e)
        {
            throw new RegistryException($"the registry of {image} cannot be reached: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw TookTooLong(image, e);
        }

        async Task<HttpResponseMessage> SendOnceAsync(AuthenticationHeaderValue? authorization) =>
            await _retries.ExecuteAsync(
                async token =>
                {
                    using var request = new HttpRequestMessage(method, uri);
                    request.Headers.Authorization = authorization;
                    foreach (var type in ManifestWire.MediaTypes)
                    {
                        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
                    }

                    using var timeout = CancellationTokenSource.CreateLinkedTokenSource(token);
                    timeout.CancelAfter(_options.RequestTimeout);
                    return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
                },
                cancellationToken);
    }

    private RegistryException TookTooLong(ImageReference image, Exception e) =>
        new($"the registry of {image} did not answer within {_options.RequestTimeout.TotalSeconds:0} s", e);

    private static bool MayPass(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is HttpRequestException ||
        outcome.Result is { StatusCode: HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout or HttpStatusCode.InternalServerError };

    private static async Task<RegistryException> RefusalAsync(
        ImageReference image, RegistryCredentials? credentials, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var reason = await RegistryReason.ReadAsync(response, cancellationToken);
        return new RegistryException(response.StatusCode switch
        {
            HttpStatusCode.NotFound => $"there is no image {image} in its registry ({reason})",
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when credentials is null =>
                $"the registry refuses anonymous access to {image} ({reason}); give username and password",
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                $"the registry refuses user '{credentials.Username}' access to {image} ({reason})",
            _ => $"the registry cannot serve {image} ({reason})",
        });
    }

    private static string? DigestHeader(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Docker-Content-Digest", out var values) ? values.FirstOrDefault() : null;

    private static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    private static void Verify(ImageReference image, string digest, byte[] content)
    {
        var actual = digest.StartsWith("sha512:", StringComparison.Ordinal)
            ? "sha512:" + Convert.ToHexStringLower(SHA512.HashData(content))
            : Digest(content);
        if (actual != digest)
        {
            throw new RegistryException($"the registry of {image} served content that does not match its digest {digest}");
        }
    }

    private static T Parse<T>(ImageReference image, byte[] json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw Malformed(image);
        }
        catch (JsonException)
        {
            throw Malformed(image);
        }
    }

    private static RegistryException Malformed(ImageReference image) => new($"the manifest of {image} is malformed, or of a kind older than 2016");
}
