using System.Net;

namespace Concourse.JetBridge.Exec;

/// <summary>The API server refused an exec with an HTTP status.</summary>
internal sealed class ExecRefusedException(HttpStatusCode status, Exception inner)
    : Exception($"the API server refused the exec with status {(int)status}", inner)
{
    public HttpStatusCode Status { get; } = status;
}
