using System.Runtime.InteropServices;

namespace Concourse.Runtime.Images;

/// <summary>How registries are talked to.</summary>
public sealed record RegistryOptions
{
    /// <summary>Registries (<c>host:port</c>) that speak plain http besides those on loopback.</summary>
    public IReadOnlySet<string> InsecureRegistries { get; init; } = new HashSet<string>();

    /// <summary>Docker's name of the nodes' CPU, which chooses among the variants of an image.</summary>
    public string Architecture { get; init; } = RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>Longest wait for one answer.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request is repeated after a network error, 429 or 5xx.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Longest pause before a request is repeated, whatever the registry asks for.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);
}
