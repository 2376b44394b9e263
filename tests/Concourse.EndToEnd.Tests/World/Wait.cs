namespace Concourse.EndToEnd.Tests.World;

/// <summary>Waits for something that another process does.</summary>
internal static class Wait
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    /// <summary>Returns when the event has come.</summary>
    /// <exception cref="TimeoutException">It never did.</exception>
    public static async Task ForAsync(string what, Task happened, CancellationToken ct)
    {
        try
        {
            await happened.WaitAsync(Deadline, ct);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"waited {Deadline} in vain for: {what}");
        }
    }

    /// <summary>Returns when the condition holds.</summary>
    /// <exception cref="TimeoutException">It never did.</exception>
    public static async Task UntilAsync(string what, Func<Task<bool>> condition, TimeSpan pause, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Deadline);
        try
        {
            while (!await condition())
            {
                await Task.Delay(pause, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"waited {Deadline} in vain for: {what}");
        }
    }
}
