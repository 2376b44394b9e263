using Concourse.Core.Configuration;

namespace Concourse.Core.Tests.Configuration;

public sealed class GlobTests
{
    [Theory]
    [InlineData("build", "build", true)]
    [InlineData("build", "builds", false)]
    [InlineData("b*", "build", true)]
    [InlineData("b*", "a/build", false)]
    [InlineData("*", "a/b", false)]
    [InlineData("build-?", "build-1", true)]
    [InlineData("build-[0-9]", "build-7", true)]
    [InlineData("build-[^0-9]", "build-7", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("a\\*", "a*", true)]
    [InlineData("a[", "a[", false)]
    [InlineData("{a,b}", "a", false)]
    public void Passed_patterns_match_as_shell_paths(string pattern, string job, bool matches) =>
        Assert.Equal(matches, PathGlob.Matches(pattern, job));

    [Theory]
    [InlineData("*", "a/b", true)]
    [InlineData("{a,b}-*", "b-1", true)]
    [InlineData("{a,b}-*", "c-1", false)]
    [InlineData("[!a]b", "ab", false)]
    [InlineData("[!a]b", "cb", true)]
    [InlineData("{a", "a", false)]
    public void Group_patterns_have_alternatives_and_cross_slashes(string pattern, string job, bool matches) =>
        Assert.Equal(matches, GroupGlob.TryParse(pattern, out var glob) && glob.Matches(job));
}
