using Fly.Arguments;

namespace Fly.Tests.Arguments;

public sealed class PathArgumentTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("fly").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void A_glob_stands_for_its_only_match()
    {
        var file = Create("pipeline.yml");

        Assert.Equal(file, PathArgument.Parse(Path.Combine(directory, "pipe*.yml")).Path);
    }

    [Fact]
    public void A_glob_of_several_matches_is_refused()
    {
        var (a, b) = (Create("a.yml"), Create("b.yml"));
        var glob = Path.Combine(directory, "*.yml");

        var refused = Assert.Throws<FormatException>(() => PathArgument.Parse(glob));

        Assert.Equal($"path '{glob}' resolves to multiple entries: {a}, {b}", refused.Message);
    }

    [Fact]
    public void A_dash_is_the_standard_input()
    {
        using var input = new StringReader("jobs: []");

        Assert.Equal("jobs: []", PathArgument.Parse("-").ReadText(input));
    }

    private string Create(string name)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllText(path, "");
        return path;
    }
}
