namespace Concourse.Web.Hosting;

/// <summary>Headers of every response (rest-api.md §1.4); handlers may overwrite <c>Cache-Control</c>.</summary>
internal static class ResponseHeaders
{
    public static void Apply(HttpResponse response, SecurityHeaders options)
    {
        Set(response, "X-Frame-Options", options.FrameOptions);
        Set(response, "Content-Security-Policy", options.ContentSecurityPolicy);
        Set(response, "Strict-Transport-Security", options.StrictTransportSecurity);
        Set(response, "X-XSS-Protection", "1; mode=block");
        Set(response, "X-Content-Type-Options", "nosniff");
        Set(response, "X-Download-Options", "noopen");
        Set(response, "Cache-Control", "no-store, private");
    }

    private static void Set(HttpResponse response, string name, string value)
    {
        if (value.Length > 0)
        {
            response.Headers[name] = value;
        }
    }
}
