using Concourse.Core.Configuration;
using Fly.CommandLine;

namespace Fly.Arguments;

/// <summary>A path that must exist; a glob stands for its one match, <c>-</c> for the standard input (fly.md §6).</summary>
internal sealed record PathArgument(string Path)
{
    private const string StandardInput = "-";

    public static FlagType<PathArgument> Type { get; } = new("atc.PathFlag", Parse);

    public bool IsStandardInput => Path == StandardInput;

    /// <exception cref="FormatException">No such path, or several.</exception>
    public static PathArgument Parse(string text)
    {
        if (text is "" or StandardInput)
        {
            return new PathArgument(text);
        }

        var matches = Expand(text).Order(StringComparer.Ordinal).ToArray();
        return matches.Length switch
        {
            0 => throw new FormatException($"path '{text}' does not exist"),
            1 => new PathArgument(matches[0]),
            _ => throw new FormatException($"path '{text}' resolves to multiple entries: {string.Join(", ", matches)}"),
        };
    }

    /// <summary>The whole content as it is: what its bytes mean is for its reader to say.</summary>
    /// <exception cref="IOException">It cannot be read; the message is that of the Go fly.</exception>
    public byte[] Read(Stream standardInput)
    {
        try
        {
            return IsStandardInput ? ReadToEnd(standardInput) : File.ReadAllBytes(Path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(Directory.Exists(Path) ? $"read {Path}: is a directory" : $"open {Path}: permission denied", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"open {Path}: no such file or directory", e);
        }
    }

    private static byte[] ReadToEnd(Stream stream)
    {
        var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static List<string> Expand(string pattern)
    {
        var root = System.IO.Path.GetPathRoot(pattern) ?? "";
        List<string> found = [root];
        foreach (var segment in pattern[root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            found = PathGlob.IsLiteral(segment)
                ? [.. found.Select(f => System.IO.Path.Combine(f, segment)).Where(System.IO.Path.Exists)]
                : [.. found.SelectMany(Entries).Where(e => PathGlob.Matches(segment, System.IO.Path.GetFileName(e)))];
        }

        return found;
    }

    private static string[] Entries(string directory)
    {
        var listed = directory.Length == 0 ? "." : directory;
        return Directory.Exists(listed)
            ? [.. Directory.EnumerateFileSystemEntries(listed).Select(e => System.IO.Path.Combine(directory, System.IO.Path.GetFileName(e)))]
            : [];
    }
}
