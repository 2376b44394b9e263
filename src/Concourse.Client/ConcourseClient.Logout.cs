using System.Net;
using Concourse.Client.Http;

namespace Concourse.Client;

public sealed partial class ConcourseClient
{
    /// <summary>Ends the login that a token came from, as a browser does it: by cookie.</summary>
    /// <exception cref="ApiException">The server did not agree.</exception>
    public async Task LogoutAsync(AccessToken login, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, root + "/sky/logout");
        request.Headers.TryAddWithoutValidation("Cookie", $"skymarshal_auth=\"{login.Type} {login.Value}\"");
        using var response = await http.SendAsync(request, ct);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new ApiException(response.StatusCode, $"logout failed with status: {(int)response.StatusCode} {response.ReasonPhrase}");
        }
    }
}
