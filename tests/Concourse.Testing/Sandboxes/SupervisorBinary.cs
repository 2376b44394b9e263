namespace Concourse.Testing.Sandboxes;

/// <summary>The published supervisor that tests run: <c>CONCOURSE_SUPERVISOR</c>, else what hack/build-supervisor.sh left.</summary>
public static class SupervisorBinary
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("CONCOURSE_SUPERVISOR") is { Length: > 0 } given)
        {
            return System.IO.Path.GetFullPath(given);
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "out/supervisor/concourse-supervisor");
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new InvalidOperationException(
            "no supervisor: run hack/build-supervisor.sh, or set CONCOURSE_SUPERVISOR to a published concourse-supervisor");
    }
}
