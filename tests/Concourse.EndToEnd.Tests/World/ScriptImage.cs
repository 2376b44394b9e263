namespace Concourse.EndToEnd.Tests.World;

/// <summary>
/// Image of the resource type <c>script</c> and of the tasks: shell scripts that write slowly, break lines and characters in
/// the middle, and wait at gates <c>WHO-start</c>, <c>WHO-line</c>, <c>WHO-answer</c> (resources) and <c>WHO-end</c>.
/// </summary>
internal static class ScriptImage
{
    public const string Name = "script";

    /// <summary>Path of the tasks' command in the image; its argument is the task's name.</summary>
    public const string Task = "/opt/resource/task";

    // Two characters of two and three bytes are cut by the gates and pauses between their bytes.
    private const string Common =
        """
        field() { printf %s "$request" | sed "s/.*\"$1\":\"\([^\"]*\)\".*/\1/"; }
        talk() {
          did "$who starts"
          printf '%s begins\nhalf a li' "$who"; at "$who-start"
          printf 'ne\nbroken \342\202'; at "$who-line"; sleep 0.1
          printf '\254 and \303'; sleep 0.1
          printf '\251\n'
          for i in 1 2 3 4 5 6; do printf '%s ' "$i"; sleep 0.05; done
        }
        """;

    private const string Check =
        """
        request=$(cat)
        if [ "$(field name)" = src ]; then echo '[{"v":"1"}]'; else echo '[]'; fi
        """;

    private const string In =
        """
        request=$(cat)
        who="in-$(field name)"; version=$(field v)
        talk >&2
        echo "content $version" > "$1/file"
        printf '{"version":{"v":"'; at "$who-answer"
        printf '%s"},"metadata":[{"name":"from","value":"%s"}]}' "$version" "$who"
        did "$who $version ends"; at "$who-end"
        """;

    private const string Out =
        """
        request=$(cat)
        who="out-$(field name)"
        talk >&2
        content=$(cat "$1/built/file")
        printf '{"version":{"v":"'; at "$who-answer"
        printf '2"},"metadata":[{"name":"content","value":"%s"}]}' "$content"
        did "$who ends"; at "$who-end"
        """;

    private const string TaskScript =
        """
        who=$1
        talk
        if [ -d built ]; then cp src/file built/file; fi
        printf 'and no newline at the end'
        did "$who ends"; at "$who-end"
        exit "${2:-0}"
        """;

    /// <summary>Writes the image.</summary>
    public static void Write(string folder, IStage stage)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("sandboxes are made of Linux namespaces");
        }

        var scripts = Directory.CreateDirectory(Path.Combine(folder, "opt/resource")).FullName;
        foreach (var (name, body) in (ReadOnlySpan<(string, string)>)[("check", Check), ("in", In), ("out", Out), ("task", TaskScript)])
        {
            var path = Path.Combine(scripts, name);
            File.WriteAllText(path, $"#!/bin/sh\n{stage.Functions}\n{Common}\n{body}\n");
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }
    }
}
