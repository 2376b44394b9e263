using Concourse.Runtime.Supervision.Protocol;
using Concourse.Supervisor.Native;
using Concourse.Supervisor.Spool;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Processes;

/// <summary>A process of the sandbox from its start until its end is recorded on disk.</summary>
internal sealed class SupervisedProcess
{
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _exited = new();
    private readonly ManualResetEventSlim _recorded = new();
    private readonly string _folder;
    private readonly SpoolWriter _stdout;
    private readonly SpoolWriter _stderr;
    private StdinFeeder? _stdin;
    private SafeFileHandle? _terminal;
    private int _pid;
    private int _waitStatus;
    private string? _lostReason;
    private ExitRecord? _record;

    public SupervisedProcess(string folder, long spoolCap)
    {
        _folder = folder;
        _stdout = new SpoolWriter(folder, OutputStream.Stdout, spoolCap);
        _stderr = new SpoolWriter(folder, OutputStream.Stderr, spoolCap);
    }

    /// <summary>A process of an earlier supervisor, known by its record only.</summary>
    public SupervisedProcess(string folder, ExitRecord record)
        : this(folder, long.MaxValue)
    {
        _record = record;
        _recorded.Set();
    }

    /// <summary>More output, more stdin taken, or the end. Called on any thread; must be quick.</summary>
    public event Action? Changed;

    /// <summary>Null while it runs.</summary>
    public ExitRecord? Record => Volatile.Read(ref _record);

    public OutputOffsets Written => new(_stdout.Length, _stderr.Length);

    public long StdinTaken => _stdin?.Taken ?? 0;

    /// <summary>Runs it, or records why that was impossible.</summary>
    public void Start(StartMessage start, Launcher launcher)
    {
        try
        {
            Launch(start, launcher);
        }
        catch (LaunchFailedException e)
        {
            End(new ExitRecord.StartFailed(new StartFailedMessage(e.ExecutableNotFound, e.Errno, e.Message)));
        }
        catch (ErrnoException e)
        {
            End(new ExitRecord.StartFailed(new StartFailedMessage(false, e.Errno, e.Message)));
        }
        catch (Exception e) when (e is UnknownUserException or IOException or UnauthorizedAccessException)
        {
            End(new ExitRecord.StartFailed(new StartFailedMessage(false, 0, e.Message)));
        }
    }

    /// <summary>It comes too late: the sandbox is ending.</summary>
    public void NeverStart(string reason) => End(new ExitRecord.Lost(new LostMessage(reason, default)));

    public void Acknowledge(OutputOffsets stored)
    {
        _stdout.Acknowledge(stored.Stdout);
        _stderr.Acknowledge(stored.Stderr);
    }

    /// <summary>Signals the process and whatever it started in its group. Nothing happens when it has ended.</summary>
    public void Signal(int signal)
    {
        lock (_lock)
        {
            if (_pid > 0)
            {
                _ = Libc.Kill(-_pid, signal);
            }
        }
    }

    /// <summary>From now on, however it ends counts as being ended from outside.</summary>
    public void MarkLost(string reason)
    {
        lock (_lock)
        {
            _lostReason ??= reason;
        }
    }

    /// <summary>Waits for the process itself, whoever may still hold its output back.</summary>
    public bool WaitUntilExited(TimeSpan timeout) => Record is not null || _exited.Wait(timeout);

    public bool WaitUntilRecorded(TimeSpan timeout) => _recorded.Wait(timeout);

    public void Resize(WindowSize size)
    {
        if (_terminal is { } terminal && Record is null)
        {
            Pseudoterminal.Resize(terminal, size);
        }
    }

    public void OfferStdin(long offset, ReadOnlySpan<byte> data) => _stdin?.Offer(offset, data);

    public void CloseStdin() => _stdin?.Close();

    private void Launch(StartMessage start, Launcher launcher)
    {
        var user = start.User.Length == 0 ? null : UserDatabase.Load().Resolve(start.User);
        var plan = new LaunchPlan
        {
            Command = start.Command,
            Environment = ProcessEnvironment.Build(
                InheritedVariables(), start.Environment, start.User.Length == 0 ? null : start.User, user),
            Directory = Path.Combine(Environment.CurrentDirectory, start.Directory),
            User = user,
            Terminal = start.Terminal is not null,
        };
        using var streams = start.Terminal is { } size ? ChildStreams.Terminal(size) : ChildStreams.Pipes();
        var (endedRead, endedWrite) = Descriptors.Pipe();
        var pid = launcher.Launch(plan, streams.ChildStdin, streams.ChildStdout, streams.ChildStderr, status =>
        {
            lock (_lock)
            {
                (_pid, _waitStatus) = (0, status);
                _exited.Set();
            }

            endedWrite.Dispose();
        });
        lock (_lock)
        {
            // It may have ended already; its number is then no longer ours to signal.
            _pid = _exited.IsSet ? 0 : pid;
        }

        _terminal = start.Terminal is null ? null : streams.Stdin;
        _stdin = new StdinFeeder(streams.Stdin, start.Terminal is not null, NotifyChanged);
        _stdin.StartThread(start.Stdin, start.KeepStdinOpen);
        List<OutputPump> pumps = [Pump(streams.Stdout, endedRead, _stdout, closes: streams.Stderr is not null)];
        if (streams.Stderr is not null)
        {
            pumps.Add(Pump(streams.Stderr, endedRead, _stderr, closes: true));
        }

        new Thread(() => Finish(pumps, endedRead)) { IsBackground = true, Name = "finish" }.Start();
    }

    private OutputPump Pump(SafeFileHandle source, SafeFileHandle ended, SpoolWriter spool, bool closes)
    {
        var pump = new OutputPump(source, closes, ended, spool, NotifyChanged, failure =>
        {
            MarkLost($"its output could not be saved: {failure.Message}");
            Signal(Signals.Kill);
        });
        pump.StartThread("output");
        return pump;
    }

    private void Finish(List<OutputPump> pumps, SafeFileHandle ended)
    {
        _exited.Wait();
        foreach (var pump in pumps)
        {
            pump.WaitUntilFinished();
        }

        ended.Dispose();
        string? lostReason;
        int status;
        lock (_lock)
        {
            (lostReason, status) = (_lostReason, _waitStatus);
        }

        End(lostReason is null
            ? new ExitRecord.Exited(new ExitMessage((status >> 8) & 0xFF, status & 0x7F, Written))
            : new ExitRecord.Lost(new LostMessage(lostReason, Written)));
    }

    private void End(ExitRecord record)
    {
        try
        {
            record.Save(_folder);
        }
        catch (Exception e) when (e is ErrnoException or IOException)
        {
            // A full disk: connected helpers still learn of the end, later ones find it lost with main.
        }

        _stdout.Close();
        _stderr.Close();
        Volatile.Write(ref _record, record);
        _recorded.Set();
        NotifyChanged();
    }

    private void NotifyChanged() => Changed?.Invoke();

    private static IEnumerable<KeyValuePair<string, string>> InheritedVariables() =>
        from System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables()
        select KeyValuePair.Create((string)entry.Key, (string?)entry.Value ?? "");
}
