namespace Concourse.Runtime.Processes;

/// <summary>Size of a terminal in characters.</summary>
public sealed record TerminalSize(int Columns, int Rows);
