using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Concourse.Core;

/// <summary>
/// Lets code that follows a nested document call itself as deep as the document goes: ten thousand levels, as deep as
/// upstream reads, do not fit on the stack of every thread. Where a thread's stack is nearly used up the work goes on on another
/// thread, for which this one waits.
/// </summary>
public static class DeepRecursion
{
    // Taken from the system page by page as it is used.
    private const int StackBytes = 64 << 20;

    /// <summary>Whether there is stack for some more calls. If not, go on with <see cref="Continue{TState}"/>.</summary>
    public static bool HasStack => RuntimeHelpers.TryEnsureSufficientExecutionStack();

    /// <summary>Does the work on a stack of its own. What it throws is thrown here.</summary>
    public static void Continue<TState>(TState state, Action<TState> work) => Continue((state, work), static s =>
    {
        s.work(s.state);
        return true;
    });

    /// <inheritdoc cref="Continue{TState}"/>
    public static TResult Continue<TState, TResult>(TState state, Func<TState, TResult> work)
    {
        TResult result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = work(state);
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
            },
            StackBytes)
        {
            IsBackground = true,
            Name = "deep recursion",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }
}
