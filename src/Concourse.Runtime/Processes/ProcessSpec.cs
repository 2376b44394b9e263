namespace Concourse.Runtime.Processes;

/// <summary>A process to start in a sandbox, once: starting the same <see cref="Id"/> again attaches to it.</summary>
public sealed record ProcessSpec
{
    /// <summary><c>task</c>, <c>resource</c>, <c>check-&lt;run&gt;</c> or <c>hijack-&lt;uuid&gt;</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Executable (looked up in the PATH of the process's environment) and arguments; at least one element.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Added to the image's environment as <c>NAME=value</c>; a later one of the same name wins.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Absolute working directory, made when missing; null: the image's.</summary>
    public string? Directory { get; init; }

    /// <summary>User name or uid, optionally <c>:group</c>; null: the image's.</summary>
    public string? User { get; init; }

    /// <summary>A terminal of this size; stderr then arrives on stdout. Null: three pipes.</summary>
    public TerminalSize? Terminal { get; init; }

    /// <summary>The whole of stdin, after which it is closed.</summary>
    public ReadOnlyMemory<byte> Stdin { get; init; }
}
