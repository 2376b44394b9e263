using System.Net;

namespace Concourse.Runtime.Images;

/// <summary>Where the distribution API of a registry is served.</summary>
internal static class RegistryAddress
{
    /// <summary>Scheme, host and port: plain http on loopback and for the registries declared insecure.</summary>
    public static string Of(string registry, RegistryOptions options) => registry switch
    {
        "docker.io" => "https://registry-1.docker.io",
        _ when options.InsecureRegistries.Contains(registry) || IsLoopback(registry) => "http://" + registry,
        _ => "https://" + registry,
    };

    private static bool IsLoopback(string registry)
    {
        var host = new Uri("http://" + registry).DnsSafeHost;
        return host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }
}
