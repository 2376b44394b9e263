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
    /// The same for a build that was just started: an interrupt stops only the watching, and the user is told how to come back.
    /// </summary>
    /// <param name="context">Where to show it.</param>
    /// <param name="session">Where the build is.</param>
    /// <param name="build">The build's id.</param>
    /// <param name="watchCommand">Arguments of the command that watches it again.</param>
    /// <param name="ct">Ends the watching without a word.</param>
    public static async Task<int> WatchDetachablyAsync(
        FlyContext context, TargetSession session, long build, string watchCommand, CancellationToken ct)
    {
        using var interrupts = new Interrupts(ct);
        try
        {
            return await WatchAsync(context, session, build, new RenderOptions(), interrupts.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            var terminal = context.Terminal;
            terminal.PrintError("\ndetached, build is still running...");
            terminal.PrintError("re-attach to it with:\n");
            terminal.PrintError($"    {terminal.Embolden($"fly -t {session.Name} {watchCommand}\n")}");
            return Detached;
        }
    }
}
