using Concourse.Supervisor.Native;

namespace Concourse.Supervisor.Processes;

/// <summary>The environment a process gets: the image's, then the step's, then what every process may expect.</summary>
internal static class ProcessEnvironment
{
    private const string RootPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private const string UserPath = "/usr/local/bin:/usr/bin:/bin";

    /// <param name="inherited">Main's own environment: the image's, and what Kubernetes adds to every container.</param>
    /// <param name="added"><c>NAME=value</c>; a later one of the same name wins.</param>
    /// <param name="userName">As written in the step; null when none is.</param>
    /// <param name="user">The identity it stands for.</param>
    public static string[] Build(
        IEnumerable<KeyValuePair<string, string>> inherited, IEnumerable<string> added, string? userName, UserIdentity? user)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in inherited)
        {
            if (!name.StartsWith("KUBERNETES_", StringComparison.Ordinal))
            {
                variables[name] = value;
            }
        }

        if (user is not null)
        {
            variables["HOME"] = user.Home;
        }

        foreach (var assignment in added)
        {
            var equals = assignment.IndexOf('=', StringComparison.Ordinal);
            variables[equals < 0 ? assignment : assignment[..equals]] = equals < 0 ? "" : assignment[(equals + 1)..];
        }

        if (userName is not null)
        {
            variables["USER"] = userName;
        }

        variables.TryAdd("PATH", (user?.Uid ?? Libc.EffectiveUser()) == 0 ? RootPath : UserPath);
        variables.TryAdd("HOME", "/");
        return [.. variables.Select(v => $"{v.Key}={v.Value}")];
    }
}
