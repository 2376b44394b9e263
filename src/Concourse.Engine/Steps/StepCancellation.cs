namespace Concourse.Engine.Steps;

/// <summary>
/// Why and whether a step must stop: an abort (of the build, or of a sibling under fail_fast) or a time limit. A child stops
/// with its parent and for the parent's reason. The first reason stays. Thread-safe.
/// <para>
/// Beside it stands the build's release: the web node goes down or lost the build's lock. A released step just ends with an
/// <see cref="OperationCanceledException"/>, writes nothing, and another node goes on where it was.
/// </para>
/// </summary>
public sealed class StepCancellation : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource source;
    private readonly CancellationToken released;
    private readonly CancellationTokenRegistration? parentRegistration;
    private readonly ITimer? timer;
    private readonly TimeProvider time;
    private readonly TimeSpan? limit;
    private readonly long begun;
    private int reason;

    private StepCancellation(StepCancellation? parent, TimeSpan? limit, TimeProvider time, CancellationToken released)
    {
        this.released = released;
        this.time = time;
        this.limit = limit;
        source = CancellationTokenSource.CreateLinkedTokenSource(released);
        parentRegistration = parent?.source.Token.Register(() => Cancel(parent.Reason));
        if (limit is not null)
        {
            begun = time.GetTimestamp();
            timer = time.CreateTimer(_ => LookAtTheClock(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            LookAtTheClock();
        }
    }

    /// <summary>Cancelled when the step must stop, for whichever reason, or the build was released.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Cancelled only when the build is released.</summary>
    public CancellationToken ReleaseToken => released;

    public CancellationReason Reason => (CancellationReason)Volatile.Read(ref reason);

    /// <summary>Whether the step must stop and say so (not when merely released).</summary>
    public bool IsCancelled => Reason != CancellationReason.None;

    /// <summary>This node may no longer write for the build.</summary>
    public bool IsReleased => released.IsCancellationRequested;

    /// <summary>What a step that stopped for <see cref="Reason"/> ends as.</summary>
    public StepOutcome Outcome => Reason == CancellationReason.Deadline ? StepOutcome.DeadlineExceeded : StepOutcome.Abort;

    /// <summary>One that nothing but itself cancels; <paramref name="released"/> is the build's release.</summary>
    public static StepCancellation Root(CancellationToken released) => new(null, null, TimeProvider.System, released);

    public StepCancellation Child() => new(this, null, TimeProvider.System, released);

    /// <summary>A child that ends with <see cref="CancellationReason.Deadline"/> after <paramref name="limit"/>.</summary>
    public StepCancellation Child(TimeSpan limit, TimeProvider time) => new(this, limit, time, released);

    /// <summary>One that an abort does not reach, for hooks that run because of it.</summary>
    public StepCancellation Detached() => new(null, null, TimeProvider.System, released);

    /// <summary>
    /// Cancels for the reason for which a step ended so before a crash; nothing when it was not told to stop. Whatever runs on
    /// beside it, or because of it, then is in the state it was in.
    /// </summary>
    public void Restore(StepOutcome outcome) => Cancel(outcome switch
    {
        StepOutcome.Aborted => CancellationReason.Abort,
        StepOutcome.Errored { IsDeadline: true } => CancellationReason.Deadline,
        _ => CancellationReason.None,
    });

    public void Cancel(CancellationReason why)
    {
        if (why != CancellationReason.None && Interlocked.CompareExchange(ref reason, (int)why, 0) == 0)
        {
            try
            {
                source.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The step ended in the same moment; there is nothing left to stop.
            }
        }
    }

    public void Dispose()
    {
        timer?.Dispose();
        parentRegistration?.Dispose();
        source.Dispose();
    }

    /// <summary>A timer takes 49 days at most; a step may be given more.</summary>
    private void LookAtTheClock()
    {
        var left = limit!.Value - time.GetElapsedTime(begun);
        if (left <= TimeSpan.Zero)
        {
            Cancel(CancellationReason.Deadline);
        }
        else
        {
            timer!.Change(left < LongestWait ? left : LongestWait, Timeout.InfiniteTimeSpan);
        }
    }
}
