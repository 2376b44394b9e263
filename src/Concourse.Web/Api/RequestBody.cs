using Microsoft.AspNetCore.Http.Features;

namespace Concourse.Web.Api;

/// <summary>Bounds what a request may send, where the whole body is held in memory.</summary>
internal static class RequestBody
{
    /// <summary>A longer body fails with status 413 while it is read.</summary>
    public static void LimitBody(this HttpContext http, long bytes)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = bytes;
        }
    }

    /// <summary>The whole body.</summary>
    /// <exception cref="BadHttpRequestException">It is longer than <paramref name="most"/> bytes, or was cut off.</exception>
    public static async Task<byte[]> ReadBodyAsync(this HttpContext http, long most, CancellationToken ct)
    {
        http.LimitBody(most);
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, ct);
        return body.ToArray();
    }
}
