namespace Concourse.LocalRuntime.Tests.Live;

/// <summary>The supervisor under test: <c>CONCOURSE_SUPERVISOR</c>, else what build.sh left in <c>out/</c>.</summary>
internal static class SupervisorBinary
{
    public const string Variable = "CONCOURSE_SUPERVISOR";

    public static string? Path { get; } = Find();

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return named;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "out", "supervisor", "concourse-supervisor");
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
