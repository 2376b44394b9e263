using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Concourse.Auth.Tokens;
using Concourse.Client.Wire;
using Concourse.Web.Api;

namespace Concourse.Web.Login;

/// <summary><c>POST /sky/issuer/token</c>: the HTTP of <see cref="TokenIssuer"/> (auth.md §4).</summary>
public sealed partial class TokenEndpoint(TokenIssuer issuer, ILogger<TokenEndpoint> logger)
{
    /// <summary>In bytes; anybody may send a form, and it is held in memory.</summary>
    private const int LargestForm = 64 * 1024;

    public async Task HandleAsync(HttpContext http)
    {
        var ct = http.RequestAborted;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Pragma = "no-cache";
        if (http.Request.Method != HttpMethods.Post)
        {
            await Refusal(new GrantResult.Refused(StatusCodes.Status400BadRequest, "invalid_request", "method not allowed")).WriteAsync(http, ct);
            return;
        }

        ApiResult result;
        try
        {
            http.LimitBody(LargestForm);
            result = await issuer.GrantAsync(await ReadAsync(http, ct), ct) switch
            {
                GrantResult.Granted granted => ApiResult.Json(
                    new TokenResponse
                    {
                        AccessToken = granted.AccessToken,
                        TokenType = "bearer",
                        ExpiresIn = granted.ExpiresIn,
                        IdToken = granted.IdToken,
                    },
                    WireJson.Default.TokenResponse),
                GrantResult.Refused refused => Refusal(refused),
                var other => throw new InvalidOperationException($"unknown outcome {other}"),
            };
        }
        catch (Exception e) when (e is BadHttpRequestException or InvalidDataException)
        {
            var status = e is BadHttpRequestException { StatusCode: var code } ? code : StatusCodes.Status400BadRequest;
            result = Refusal(new GrantResult.Refused(status, "invalid_request", "the form cannot be read"));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(e);
            result = ApiResult.Empty(StatusCodes.Status500InternalServerError);
        }

        await result.WriteAsync(http, ct);
    }

    private static TokenRefusal Refusal(GrantResult.Refused refused) => new(
        refused.Status,
        new TokenError { Error = refused.Error, ErrorDescription = refused.Description.Length == 0 ? null : refused.Description });

    private static async Task<TokenRequest> ReadAsync(HttpContext http, CancellationToken ct)
    {
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(ct) : FormCollection.Empty;
        var (id, secret) = Basic(http.Request) ?? (form["client_id"].ToString(), form["client_secret"].ToString());
        return new TokenRequest
        {
            ClientId = id,
            ClientSecret = secret,
            GrantType = form["grant_type"].ToString(),
            Username = form["username"].ToString(),
            Password = form["password"].ToString(),
            Scopes = form["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries),
        };
    }

    // Id and secret are form-urlencoded before they are joined.
    private static (string Id, string Secret)? Basic(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            || !"Basic".Equals(header.Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[header.Parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(header.Parameter ?? "", bytes, out var length))
        {
            return ("", "");
        }

        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return parts.Length == 2 ? (Unescape(parts[0]), Unescape(parts[1])) : ("", "");
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    [LoggerMessage(3201, LogLevel.Error, "issuing a token failed")]
    private partial void LogFailed(Exception exception);

    /// <summary>The issuer's errors have no newline at their end.</summary>
    private sealed class TokenRefusal(int status, TokenError error) : ApiResult
    {
        public override async Task WriteAsync(HttpContext http, CancellationToken ct)
        {
            http.Response.StatusCode = status;
            http.Response.Headers.ContentType = "application/json";
            await http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(error, WireJson.Default.TokenError), ct);
        }
    }
}
