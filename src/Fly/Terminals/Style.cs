namespace Fly.Terminals;

/// <summary>How a piece of text looks: codes of ANSI's select graphic rendition before and behind it (fly.md §7).</summary>
internal sealed record Style(string Start, string End)
{
    public static Style Bold { get; } = new("1", "22");

    public static Style Faint { get; } = new("2", "22");

    public static Style Pending { get; } = new("37", "0");

    public static Style Started { get; } = new("33", "0");

    public static Style Succeeded { get; } = new("32", "0");

    public static Style Failed { get; } = new("31", "0");

    public static Style Errored { get; } = new("31;1", "0;22");

    public static Style Aborted { get; } = new("35", "0");

    public static Style On { get; } = new("36", "0");

    /// <summary>White on red, blinking: errors in a config.</summary>
    public static Style Alarm { get; } = new("5;37;41;1", "25;0;0;22");

    public static Style Warning { get; } = new("31", "0");

    public string Paint(string text) => $"\e[{Start}m{text}\e[{End}m";
}
