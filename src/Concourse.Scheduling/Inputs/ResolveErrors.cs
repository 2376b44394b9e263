using System.Text.Json;

namespace Concourse.Scheduling.Inputs;

/// <summary>Texts of <c>next_build_inputs.resolve_error</c>, shown in a build's preparation (scheduler chapter §3.9).</summary>
public static class ResolveErrors
{
    public const string LatestNotFound = "latest version of resource not found";

    public const string VersionNotFound = "version of resource not found";

    public const string NoSatisfiableBuilds = "no satisfiable builds from passed jobs found for set of inputs";

    /// <summary>The pin's fields are named in the order in which they were written.</summary>
    public static string PinnedNotFound(string pinnedVersion)
    {
        using var pin = JsonDocument.Parse(pinnedVersion);
        return "pinned version" + string.Concat(pin.RootElement.EnumerateObject().Select(f => $" {f.Name}:{f.Value}")) + " not found";
    }
}
