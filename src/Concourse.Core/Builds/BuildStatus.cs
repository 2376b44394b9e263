namespace Concourse.Core.Builds;

/// <summary>State of a build (<c>builds.status</c>, events, API).</summary>
public enum BuildStatus
{
    Pending,
    Started,
    Succeeded,
    Failed,
    Errored,
    Aborted,
}

/// <summary>Wire names of <see cref="BuildStatus"/>.</summary>
public static class BuildStatusNames
{
    public static string Name(this BuildStatus status) => status switch
    {
        BuildStatus.Pending => "pending",
        BuildStatus.Started => "started",
        BuildStatus.Succeeded => "succeeded",
        BuildStatus.Failed => "failed",
        BuildStatus.Errored => "errored",
        BuildStatus.Aborted => "aborted",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "no such build status"),
    };

    /// <exception cref="FormatException">No status has that name.</exception>
    public static BuildStatus Parse(string name) => name switch
    {
        "pending" => BuildStatus.Pending,
        "started" => BuildStatus.Started,
        "succeeded" => BuildStatus.Succeeded,
        "failed" => BuildStatus.Failed,
        "errored" => BuildStatus.Errored,
        "aborted" => BuildStatus.Aborted,
        _ => throw new FormatException($"unknown build status '{name}'"),
    };
}
