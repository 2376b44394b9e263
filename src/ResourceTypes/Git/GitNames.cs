using System.Text.RegularExpressions;
using ResourceTypes.Protocol;

namespace ResourceTypes.Git;

/// <summary>Guards what reaches git's command line: no name may be read as an option or as a different kind of name.</summary>
internal static partial class GitNames
{
    /// <summary>A branch, tag or ref prefix by git's own rules.</summary>
    /// <param name="name">As the pipeline gave it.</param>
    /// <param name="what">Where it stands, for the message.</param>
    /// <exception cref="ResourceException">It is none.</exception>
    public static string RequireRefName(string name, string what) =>
        name.Length > 0 && !Forbidden().IsMatch(name)
            ? name
            : throw new ResourceException($"{what} '{name}' is no valid git ref name");

    public static bool IsCommitId(string text) => CommitId().IsMatch(text);

    // The rules of git-check-ref-format(1), and no leading '-' in any place.
    [GeneratedRegex(@"^[-/.]|/[./]|\.\.|\.lock(/|\z)|[/.]\z|@\{|^@\z|[\x00-\x20\x7f~^:?*\[\\]")]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"^[0-9a-f]{40}([0-9a-f]{24})?\z")]
    private static partial Regex CommitId();
}
