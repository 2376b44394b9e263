namespace Concourse.Supervisor.Spool;

/// <summary>Output was asked for that had been acknowledged before, and is gone.</summary>
internal sealed class OutputTrimmedException(OutputStream stream, long firstKept)
    : Exception($"{stream} before byte {firstKept} was acknowledged and is gone");
