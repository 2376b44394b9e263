namespace ResourceTypes.Mock;

/// <summary>What the mock scripts see of the container they run in.</summary>
/// <param name="Root">The file system that <c>mirror_self</c> copies.</param>
/// <param name="Variables">Environment variables.</param>
/// <param name="UidMap">Contents of <c>/proc/self/uid_map</c>.</param>
/// <param name="Time">The clock that <c>check_delay</c> waits on.</param>
internal sealed record MockEnvironment(
    string Root, IReadOnlyDictionary<string, string> Variables, string UidMap, TimeProvider Time)
{
    /// <summary>Whether root inside is root outside: some line maps inner 0 to outer 0.</summary>
    public bool Privileged => UidMap.Split('\n')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Any(fields => fields is ["0", "0", ..]);

    public static MockEnvironment OfThisProcess()
    {
        var variables = Environment.GetEnvironmentVariables();
        return new(
            "/",
            variables.Keys.Cast<string>().ToDictionary(k => k, k => (string?)variables[k] ?? "", StringComparer.Ordinal),
            File.ReadAllText("/proc/self/uid_map"),
            TimeProvider.System);
    }
}
