namespace Concourse.Runtime.Processes;

/// <summary>
/// Takes the output of a process, in order and without gaps from the offsets that the follower was given. The supervisor keeps
/// bytes until they are acknowledged; a slow consumer slows the process down.
/// </summary>
public interface IProcessOutput
{
    /// <summary>One chunk. Returns when the consumer can take the next; says nothing about it being stored.</summary>
    /// <param name="stream">stdout or stderr.</param>
    /// <param name="offset">Position of the first byte in that stream since the process began, in bytes.</param>
    /// <param name="data">Valid only during the call.</param>
    /// <param name="cancellationToken">Ends the wait for room.</param>
    ValueTask WriteAsync(ProcessStream stream, long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken);
}
