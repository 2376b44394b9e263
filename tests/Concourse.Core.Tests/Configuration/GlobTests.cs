using Concourse.Core.Configuration;

namespace Concourse.Core.Tests.Configuration;

/// <summary>The two dialects of globs (pipeline-config.md §2, §4.2), down to what their libraries make of odd patterns.</summary>
public sealed class GlobTests
{
    [Theory]
    [InlineData("build", "build", true)]
    [InlineData("build", "build-a", false)]
    [InlineData("build-*", "build-", true)]
    [InlineData("*-a*b", "x-a-b-b", true)]
    [InlineData("build-*", "build/a", false)]
    [InlineData("a*/b", "ab/b", true)]
    [InlineData("a*/b", "a/b/b", false)]
    [InlineData("?", "/", false)]
    [InlineData("build-?", "build-a", true)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[^a-c]x", "bx", false)]
    [InlineData("[^a]", "/", false)]
    [InlineData("[!a]", "b", false)]
    [InlineData("[a-cx-z]", "y", true)]
    [InlineData(@"\*", "*", true)]
    [InlineData(@"[\]]", "]", true)]
    [InlineData("{a,b}", "a", false)]
    [InlineData("[", "[", false)]
    [InlineData("[]a]", "a", false)]
    [InlineData("[a-]", "a", false)]
    [InlineData("[-a]", "a", false)]
    [InlineData(@"a\", "a", false)]
    public void Passed_matches_as_paths_do(string pattern, string name, bool matches)
    {
        Assert.Equal(matches, PathGlob.Matches(pattern, name));
        Assert.True(!matches || name.StartsWith(PathGlob.Prefix(pattern), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("build", "build", true)]
    [InlineData("build-*", "build-a/b", true)]
    [InlineData("**", "a/b", true)]
    [InlineData("?", "/", true)]
    [InlineData("[abc]x", "cx", true)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[!a-c]x", "bx", false)]
    [InlineData("[!ab]", "c", true)]
    [InlineData("[^a]", "^", true)]
    [InlineData("[ab-d]", "-", true)]
    [InlineData(@"[\]x]", "]", true)]
    [InlineData("{build,test}-*", "test-a", true)]
    [InlineData("{a,b{c,d}}", "bd", true)]
    [InlineData("{a,}", "", true)]
    [InlineData("{a,b", "b", true)]
    [InlineData("a}", "a}", true)]
    [InlineData("a,b", "a,b", true)]
    [InlineData("a!]", "a!]", true)]
    [InlineData(@"\*", "*", true)]
    [InlineData(@"\*", "a", false)]
    [InlineData(@"a\", "a", true)]
    [InlineData("a.c", "abc", false)]
    public void Groups_match_as_shells_do(string pattern, string name, bool matches)
    {
        Assert.True(GroupGlob.TryParse(pattern, out var glob));
        Assert.Equal(matches, glob.Matches(name));
        Assert.True(!matches || name.StartsWith(glob.Prefix, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("[]")]
    [InlineData("[!]")]
    [InlineData("[a")]
    [InlineData("[a-")]
    [InlineData("[a-zA-Z]")]
    [InlineData("[z-a]")]
    [InlineData("x{[}")]
    public void What_is_no_glob_is_refused(string pattern) => Assert.False(GroupGlob.TryParse(pattern, out _));
}
