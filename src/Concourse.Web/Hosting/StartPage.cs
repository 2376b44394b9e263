using System.Text;

namespace Concourse.Web.Hosting;

/// <summary>What answers outside of the API as long as there is no web UI: one page that says how to go on.</summary>
internal static class StartPage
{
    private const string Page =
        """
        <!doctype html>
        <meta charset="utf-8">
        <title>Concourse</title>
        <h1>Concourse CI, JetBridge Edition</h1>
        <p>This server is up. Use it with <code>fly</code>: <code>fly -t NAME login -c URL-OF-THIS-PAGE</code>.</p>
        <p>The API is below <a href="/api/v1/info"><code>/api/v1</code></a>.</p>
        """;

    public static async Task HandleAsync(HttpContext http)
    {
        if (http.Request.Path == "/robots.txt")
        {
            await WriteAsync(http, "text/plain; charset=utf-8", "User-agent: *\nDisallow: /\n");
        }
        else if (http.Request.Path == "/")
        {
            await WriteAsync(http, "text/html; charset=utf-8", Page);
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            await WriteAsync(http, "text/plain; charset=utf-8", "404 page not found\n");
        }
    }

    private static async Task WriteAsync(HttpContext http, string type, string text)
    {
        http.Response.ContentType = type;
        var body = Encoding.UTF8.GetBytes(text);
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
        }
    }
}
