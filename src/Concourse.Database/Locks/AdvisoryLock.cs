namespace Concourse.Database.Locks;

/// <summary>A lock that is held until it is disposed or its connection is lost.</summary>
public sealed class AdvisoryLock : IAsyncDisposable
{
    private readonly LockSession session;
    private readonly CancellationTokenSource lost = new();

    internal AdvisoryLock(LockSession session, LockId id)
    {
        this.session = session;
        Id = id;
        Lost = lost.Token;
    }

    public LockId Id { get; }

    /// <summary>Cancelled when the lock's connection is lost: somebody else may hold the lock now, so stop writing at once.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Releases the lock.</summary>
    public ValueTask DisposeAsync() => session.ReleaseAsync(this);

    // The callbacks run elsewhere: they are the holders' code, and the session must go on.
    internal void Lose() => _ = lost.CancelAsync();
}
