namespace Concourse.Runtime.Sandboxes;

/// <summary>
/// The two directions of one exec of the supervisor's <c>attach</c>. Disposing ends the exec, never the processes of the
/// sandbox. Both streams give backpressure: a write completes only when the transport took the bytes.
/// </summary>
public interface IHelperStream : IAsyncDisposable
{
    /// <summary>The helper's stdin.</summary>
    Stream Input { get; }

    /// <summary>The helper's stdout; ends when the exec ended or the transport broke.</summary>
    Stream Output { get; }

    /// <summary>What the helper wrote to stderr so far (at most the last 4 KiB): the reason when it could not start.</summary>
    string Diagnostics { get; }
}
