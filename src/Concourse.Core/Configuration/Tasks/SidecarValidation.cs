using Concourse.Core.Values;

namespace Concourse.Core.Configuration.Tasks;

/// <summary>What sidecars must have (pipeline-config.md §6).</summary>
public static class SidecarValidation
{
    private static readonly string[] Reserved = ["main", "artifact-helper"];

    /// <summary>The sidecars, if each is named, has an image and does not take another container's name.</summary>
    /// <exception cref="ConfigFormatException">The first that does not; upstream's message.</exception>
    public static IReadOnlyList<SidecarConfig> Checked(IReadOnlyList<SidecarConfig> sidecars) =>
        FirstError(sidecars) is { } error ? throw new ConfigFormatException(error) : sidecars;

    /// <summary>What is wrong with the first bad sidecar, or null.</summary>
    public static string? FirstError(IReadOnlyList<SidecarConfig> sidecars)
    {
        if (sidecars.Count == 0)
        {
            return null;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        return sidecars.Select(s => Error(s, names)).OfType<string>().Select(e => $"invalid sidecar configuration: {e}").FirstOrDefault();
    }

    /// <summary>What to say of a sidecar whose name another one has.</summary>
    public static string Repeated(SidecarConfig sidecar) => $"duplicate sidecar name {GoText.Quote(sidecar.Name)}";

    private static string? Error(SidecarConfig sidecar, HashSet<string> names)
    {
        var missing = new[] { (sidecar.Name, "missing 'name'"), (sidecar.Image, "missing 'image'") }
            .Where(f => f.Item1.Length == 0).Select(f => f.Item2).ToArray();
        return missing.Length > 0 ? string.Join(", ", missing)
            : Reserved.Contains(sidecar.Name) ? $"reserved container name {GoText.Quote(sidecar.Name)}"
            : !names.Add(sidecar.Name) ? Repeated(sidecar)
            : null;
    }
}
