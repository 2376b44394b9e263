namespace Architecture.Tests;

/// <summary>Finds the checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Concourse.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Concourse.slnx not found above " + AppContext.BaseDirectory);
    }
}
