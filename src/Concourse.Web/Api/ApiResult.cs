using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Concourse.Web.Api;

/// <summary>What an API call answers (rest-api.md §1.5).</summary>
public abstract class ApiResult
{
    /// <summary>Status with an empty body.</summary>
    public static ApiResult Empty(int status = StatusCodes.Status200OK) => new BodyResult(status, null, []);

    /// <summary>Plain text, written as it is.</summary>
    public static ApiResult Text(int status, string text) => new BodyResult(status, "text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>One JSON value and a newline; the content type is exactly <c>application/json</c>, which clients compare.</summary>
    public static ApiResult Json<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        new BodyResult(status, "application/json", [.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n']);

    /// <summary>JSON text that is ready to be sent.</summary>
    public static ApiResult JsonText(string json, int status = StatusCodes.Status200OK) =>
        new BodyResult(status, "application/json", System.Text.Encoding.UTF8.GetBytes(json + "\n"));

    public static ApiResult NotFound { get; } = Empty(StatusCodes.Status404NotFound);

    public static ApiResult BadRequest { get; } = Empty(StatusCodes.Status400BadRequest);

    public static ApiResult Ok { get; } = Empty();

    /// <summary>Writes status, headers and body.</summary>
    public abstract Task WriteAsync(HttpContext http, CancellationToken ct);

    private sealed class BodyResult(int status, string? contentType, byte[] body) : ApiResult
    {
        /// <summary>In bytes, as upstream.</summary>
        private const int SmallestCompressed = 1024;

        public override async Task WriteAsync(HttpContext http, CancellationToken ct)
        {
            http.Response.StatusCode = status;
            if (contentType is not null)
            {
                http.Response.Headers.ContentType = contentType;
            }

            if (status != StatusCodes.Status204NoContent)
            {
                var sent = body.Length >= SmallestCompressed && AcceptsGzip(http.Request) ? Compressed(http.Response) : body;
                http.Response.ContentLength = sent.Length;
                await http.Response.Body.WriteAsync(sent, ct);
            }
        }

        private static bool AcceptsGzip(HttpRequest request) =>
            request.GetTypedHeaders().AcceptEncoding.Any(e => e.Value is { Value: "gzip" or "*" } && e.Quality is not 0);

        private byte[] Compressed(HttpResponse response)
        {
            response.Headers.ContentEncoding = "gzip";
            using var buffer = new MemoryStream();
            using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
            {
                gzip.Write(body);
            }

            return buffer.ToArray();
        }
    }
}
