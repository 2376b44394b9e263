using Concourse.Client.Wire;
using Fly.Arguments;
using Fly.Processes;
using Fly.Targets;

namespace Fly.Builds;

/// <summary>Follows a build on the terminal.</summary>
internal static class BuildWatcher
{
    /// <summary>Exit code after an interrupt.</summary>
    public const int Detached = 2;

    /// <summary>Shows a build until it ends; an interrupt ends fly.</summary>
    /// <returns>The exit code that tells the build's result.</returns>
    public static Task<int> WatchAsync(FlyContext context, TargetSession session, long build, RenderOptions options, CancellationToken ct)
    {
        var events = session.Client.BuildEvents(build, context.Environment.Time).ReadAsync(ct);
        return new EventRenderer(context.Terminal, options, context.Environment.Time.LocalTimeZone).RenderAsync(events, ct);
    }

    /// <summary>
    /// Tells of a build that was just started, and shows it if it is to be watched: an interrupt then stops only the watching, and
    /// the user is told how to come back.
    /// </summary>
    public static async Task<int> StartedAsync(
        FlyContext context, TargetSession session, JobReference job, Build build, bool watch, CancellationToken ct)
    {
        var terminal = context.Terminal;
        terminal.Print($"started {job} #{build.Name}");
        if (!watch)
        {
            return 0;
        }

        terminal.Print("");
        using var interrupts = new Interrupts(ct);
        try
        {
            return await WatchAsync(context, session, build.Id, new RenderOptions(), interrupts.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            terminal.PrintError("\ndetached, build is still running...");
            terminal.PrintError("re-attach to it with:\n");
            terminal.PrintError($"    {terminal.Embolden($"fly -t {session.Name} watch -j {job} -b {build.Name}\n")}");
            return Detached;
        }
    }
}
