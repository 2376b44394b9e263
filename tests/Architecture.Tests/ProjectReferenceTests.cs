using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>Keeps the dependency table of docs/architecture.md true: a project may use only what its row names.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Concourse.Core"] = [],
        ["Concourse.Client"] = ["Concourse.Core"],
        ["Concourse.Database"] = ["Concourse.Core"],
        ["Concourse.Runtime"] = ["Concourse.Core"],
        ["Concourse.JetBridge"] = ["Concourse.Runtime"],
        ["Concourse.LocalRuntime"] = ["Concourse.Runtime"],
        ["Concourse.Supervisor"] = [],
        ["Concourse.Scheduling"] = ["Concourse.Core", "Concourse.Database", "Concourse.Runtime"],
        ["Concourse.Engine"] = ["Concourse.Core", "Concourse.Database", "Concourse.Runtime"],
        ["Concourse.Auth"] = ["Concourse.Core", "Concourse.Database"],
        ["Concourse.Web"] =
        [
            "Concourse.Core", "Concourse.Client", "Concourse.Database", "Concourse.Runtime", "Concourse.JetBridge",
            "Concourse.LocalRuntime", "Concourse.Scheduling", "Concourse.Engine", "Concourse.Auth",
        ],
        ["Fly"] = ["Concourse.Core", "Concourse.Client"],
        ["ResourceTypes"] = [],
    };

    [Fact]
    public void Every_source_project_has_a_row() =>
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), SourceProjects().Order(StringComparer.Ordinal));

    [Fact]
    public void A_project_references_only_what_its_row_names()
    {
        foreach (var project in SourceProjects())
        {
            var references = XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj"))
                .Descendants("ProjectReference")
                .Select(e => Path.GetFileNameWithoutExtension((string)e.Attribute("Include")!));
            var forbidden = references.Except(Allowed[project]).ToList();
            Assert.True(forbidden.Count == 0, $"{project} must not reference {string.Join(", ", forbidden)}");
        }
    }

    private static IEnumerable<string> SourceProjects() =>
        Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(p => Path.GetFileNameWithoutExtension(p));
}
