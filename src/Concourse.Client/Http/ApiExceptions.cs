using System.Net;

namespace Concourse.Client.Http;

/// <summary>The server answered, but not with success. The message is the text upstream's client shows (fly.md §2).</summary>
public class ApiException(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;
}

/// <summary>401: log in first.</summary>
public sealed class NotAuthorizedException() : ApiException(HttpStatusCode.Unauthorized, "not authorized");

/// <summary>403: logged in, but not allowed.</summary>
public sealed class ForbiddenException(string reason)
    : ApiException(HttpStatusCode.Forbidden, reason.Length == 0 ? "forbidden" : $"forbidden: {reason}");

/// <summary>404.</summary>
public sealed class ResourceNotFoundException(string details)
    : ApiException(HttpStatusCode.NotFound, details.Length == 0 ? "resource not found" : details);

/// <summary>Any other answer that is no success.</summary>
public sealed class UnexpectedResponseException(HttpStatusCode status, string statusLine, string body)
    : ApiException(status, $"Unexpected Response\nStatus: {statusLine}\nBody: {body}")
{
    public string Body { get; } = body;
}

/// <summary>The server refused a pipeline config.</summary>
public sealed class InvalidConfigException(IReadOnlyList<string> errors)
    : ApiException(HttpStatusCode.BadRequest, $"invalid pipeline config:\n{string.Join('\n', errors)}")
{
    public IReadOnlyList<string> Errors { get; } = errors;
}

/// <summary>The token endpoint refused a login.</summary>
public sealed class LoginRefusedException(HttpStatusCode status, string error, string? description)
    : ApiException(status, description is null ? $"oauth2: \"{error}\"" : $"oauth2: \"{error}\" \"{description}\"")
{
    public string Error { get; } = error;
}
