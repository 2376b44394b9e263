using System.Diagnostics;
using System.Globalization;

namespace Concourse.Core.Tests.Yaml;

/// <summary>
/// Time that the processor spent on a piece of work of this thread, so that other tests beside it do not count. A
/// busy machine still makes work slower, since cores share caches and units: that is measured beside it by a fixed piece of
/// work and taken out.
/// </summary>
internal static class ProcessorTime
{
    // What the fixed piece takes where nothing else runs, rather too little than too much.
    private static readonly TimeSpan FixedWork = TimeSpan.FromMilliseconds(40);

    private const int Runs = 8;

    /// <summary>The first of a few runs that stays below the limit, or the best one, in the time of a machine that is not busy.</summary>
    public static TimeSpan Best(TimeSpan limit, Action work)
    {
        var best = TimeSpan.MaxValue;
        for (var run = 0; run < Runs && best >= limit; run++)
        {
            var before = Of(Fixed);
            var spent = Of(work);
            var slowness = Math.Max(1, Math.Min(before / FixedWork, Of(Fixed) / FixedWork));
            best = TimeSpan.FromTicks(Math.Min(best.Ticks, (spent / slowness).Ticks));
        }

        return best;
    }

    /// <summary>What this thread's processor time was for the work; elsewhere than on Linux, the time that passed.</summary>
    public static TimeSpan Of(Action work)
    {
        var watch = Stopwatch.StartNew();
        var start = Thread();
        work();
        return start is { } from && Thread() is { } to ? to - from : watch.Elapsed;
    }

    private static TimeSpan? Thread()
    {
        const string Schedule = "/proc/thread-self/schedstat";
        return File.Exists(Schedule)
            ? TimeSpan.FromTicks(long.Parse(File.ReadAllText(Schedule).Split(' ')[0], CultureInfo.InvariantCulture) / 100)
            : null;
    }

    private static void Fixed()
    {
        var x = 1UL;
        for (var i = 0UL; i < 30_000_000; i++)
        {
            x = (x * 31) + i;
        }

        GC.KeepAlive(x);
    }
}
