using System.Diagnostics;

namespace Concourse.Database.Tests;

/// <summary>Waits for conditions that come true soon, with a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    public static async Task HoldsAsync(Func<bool> condition, CancellationToken ct)
    {
        var started = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(started.Elapsed < Deadline, "the condition did not come true in time");
            await Task.Delay(10, ct);
        }
    }
}
