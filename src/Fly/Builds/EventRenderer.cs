using Concourse.Core.Builds;
using Concourse.Core.Events;
using Fly.Terminals;

namespace Fly.Builds;

/// <summary>How build events are shown.</summary>
internal sealed record RenderOptions(bool ShowTimestamps = false, bool IgnoreParsingErrors = false);

/// <summary>
/// Shows a build's events and finds the exit code (fly.md §10): the last task's, if not zero, else that of the status.
/// </summary>
internal sealed class EventRenderer(Terminal terminal, RenderOptions options, TimeZoneInfo zone)
{
    /// <summary>Exit code when the stream cannot be understood.</summary>
    public const int Unreadable = 255;

    private readonly TimestampedWriter output = new(terminal.Out, options.ShowTimestamps, zone);
    private int exitCode;

    /// <summary>Shows the events until the build's end, or the stream's, and returns the exit code.</summary>
    public async Task<int> RenderAsync(IAsyncEnumerable<EventEnvelope> events, CancellationToken ct)
    {
        await using var source = events.GetAsyncEnumerator(ct);
        while (true)
        {
            // What is there is shown before waiting for more. An interrupt ends the wait, not the showing: the source must not be
            // left while it is asked for the next event.
            var next = source.MoveNextAsync();
            if (!next.IsCompleted)
            {
                await terminal.Out.FlushAsync(CancellationToken.None);
            }

            if (!await next)
            {
                return exitCode;
            }

            if (Show(source.Current) is { } end)
            {
                return end;
            }
        }
    }

    /// <summary>Shows one event; the exit code if it is the last.</summary>
    private int? Show(EventEnvelope envelope)
    {
        if (EventSupport.Problem(envelope) is { } problem)
        {
            if (options.IgnoreParsingErrors)
            {
                return null;
            }

            output.Write(0, $"failed to parse next event: {terminal.Paint(Style.Errored, problem)}\n");
            return Unreadable;
        }

        if (envelope.Type == "status" && EventSupport.UnknownStatus(envelope) is { } status)
        {
            output.Write(0, $"unknown status: {status}");
            return Unreadable;
        }

        return Show(envelope.Decode());
    }

    private int? Show(BuildEvent buildEvent)
    {
        switch (buildEvent)
        {
            case LogEvent e:
                output.Write(e.Time, e.Text);
                break;
            case WaitingForWorkerEvent e:
                output.Write(e.Time, "\e[1mno suitable workers found, waiting for worker...\e[0m\n");
                break;
            case SelectedWorkerEvent e:
                output.Write(e.Time, $"\e[1mselected worker:\e[0m {e.Worker}\n");
                break;
            case StreamingVolumeEvent e:
                output.Write(e.Time, $"\e[1mstreaming volume\e[0m {e.Volume} \e[1mfrom worker\e[0m {e.SourceWorker}\n");
                break;
            case WaitingForStreamedVolumeEvent e:
                output.Write(e.Time, $"\e[1mwaiting for volume\e[0m {e.Volume} \e[1mto be streamed by another step\e[0m\n");
                break;
            case InitializeCheckEvent e:
                output.Write(e.Time, $"\e[1minitializing check:\e[0m {e.Name}\n");
                break;
            case InitializeTaskEvent e:
                output.Write(e.Time, "\e[1minitializing\e[0m\n");
                break;
            case StartTaskEvent e:
                output.Write(e.Time, $"\e[1mrunning {string.Join(' ', [e.Config.RunPath, .. e.Config.RunArgs ?? []])}\e[0m\n");
                break;
            case FinishTaskEvent e:
                exitCode = e.ExitStatus;
                break;
            case ErrorEvent e:
                output.Write(0, terminal.Paint(Style.Errored, e.Message) + "\n");
                break;
            case StatusEvent { Status: not BuildStatus.Started } e:
                output.Write(e.Time, terminal.Paint(BuildStyles.Of(e.Status), e.Status.Name()) + "\n");
                return exitCode != 0 ? exitCode : ExitCode(e.Status);
        }

        return null;
    }

    private static int ExitCode(BuildStatus status) => status switch
    {
        BuildStatus.Failed => 1,
        BuildStatus.Errored => 2,
        BuildStatus.Aborted => 3,
        _ => 0,
    };
}
