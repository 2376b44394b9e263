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
        using var input = new MemoryStream("jobs: []"u8.ToArray());

        Assert.Equal("jobs: []"u8, PathArgument.Parse("-").Read(input));
    }

    [Fact]
    public void What_cannot_be_read_is_told_in_the_words_of_the_go_fly()
    {
        var missing = Path.Combine(directory, "gone.yml");

        Assert.Equal($"read {directory}: is a directory", Assert.Throws<IOException>(() => new PathArgument(directory).Read(Stream.Null)).Message);
        Assert.Equal($"open {missing}: no such file or directory", Assert.Throws<IOException>(() => new PathArgument(missing).Read(Stream.Null)).Message);
    }

    private string Create(string name)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllText(path, "");
        return path;
    }
}
