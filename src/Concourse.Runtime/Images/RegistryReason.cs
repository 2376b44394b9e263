using System.Net.Http.Json;
using System.Text.Json;

namespace Concourse.Runtime.Images;

/// <summary>What a registry says about a refused request.</summary>
internal static class RegistryReason
{
    /// <summary>Status code and, where the body has one, the registry's own message.</summary>
    public static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = $"{(int)response.StatusCode} {response.ReasonPhrase}";
        try
        {
            await response.Content.LoadIntoBufferAsync(64 << 10, cancellationToken);
            var body = await response.Content.ReadFromJsonAsync(RegistryJson.Default.ErrorsWire, cancellationToken);
            return body?.Errors is [{ } first, ..] ? $"{status}, {first.Message ?? first.Code}" : status;
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException or InvalidOperationException)
        {
            return status;
        }
    }
}
