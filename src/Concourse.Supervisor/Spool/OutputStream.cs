namespace Concourse.Supervisor.Spool;

/// <summary>An output of a process.</summary>
internal enum OutputStream
{
    Stdout,
    Stderr,
}
