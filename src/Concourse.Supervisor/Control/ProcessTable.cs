using Concourse.Runtime.Supervision.Protocol;
using Concourse.Supervisor.Processes;
using Concourse.Supervisor.Spool;

namespace Concourse.Supervisor.Control;

/// <summary>All processes of the sandbox by id. An id is started at most once, whoever asks and however often.</summary>
internal sealed class ProcessTable(SpoolLayout layout, Launcher launcher, long spoolCap)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SupervisedProcess> _processes = [];
    private string? _closedBecause;

    /// <summary>Records the processes of an earlier supervisor as lost: they died with it, and must not run again.</summary>
    public void Recover()
    {
        Directory.CreateDirectory(layout.Processes);
        foreach (var folder in Directory.EnumerateDirectories(layout.Processes))
        {
            var record = ExitRecord.TryLoad(folder);
            if (record is null)
            {
                record = ExitRecord.LostWithMain(folder, "its container was restarted");
                record.Save(folder);
            }

            _processes.Add(Path.GetFileName(folder), new SupervisedProcess(folder, record));
        }
    }

    /// <returns>The process, and whether it had been started before.</returns>
    public (SupervisedProcess Process, bool AlreadyStarted) StartOnce(StartMessage start)
    {
        lock (_lock)
        {
            if (_processes.TryGetValue(start.Attach.Id, out var known))
            {
                return (known, true);
            }

            var folder = layout.ProcessFolder(start.Attach.Id);
            Directory.CreateDirectory(folder);
            var process = new SupervisedProcess(folder, spoolCap);
            _processes.Add(start.Attach.Id, process);
            if (_closedBecause is null)
            {
                process.Start(start, launcher);
            }
            else
            {
                process.NeverStart(_closedBecause);
            }

            return (process, false);
        }
    }

    public SupervisedProcess? Find(string id)
    {
        lock (_lock)
        {
            return _processes.GetValueOrDefault(id);
        }
    }

    /// <summary>Removes an ended process with its output. A running one stays.</summary>
    public void Forget(string id)
    {
        lock (_lock)
        {
            if (_processes.TryGetValue(id, out var process) && process.Record is not null)
            {
                _processes.Remove(id);
                Directory.Delete(layout.ProcessFolder(id), recursive: true);
            }
        }
    }

    /// <summary>Asks all to end, then forces them. Whatever they exit with, they count as ended from outside.</summary>
    public void TerminateAll(string reason, TimeSpan grace)
    {
        SupervisedProcess[] running;
        lock (_lock)
        {
            _closedBecause = reason;
            running = [.. _processes.Values.Where(p => p.Record is null)];
        }

        foreach (var process in running)
        {
            process.MarkLost(reason);
            process.Signal(Native.Signals.Term);
        }

        WaitForAll(running, grace, (process, left) => process.WaitUntilExited(left));
        foreach (var process in running)
        {
            process.Signal(Native.Signals.Kill);
        }

        // Output that nobody takes any more keeps its record from being written; the helper then says "lost" all the same.
        WaitForAll(running, TimeSpan.FromSeconds(1), (process, left) => process.WaitUntilRecorded(left));
    }

    private static void WaitForAll(SupervisedProcess[] processes, TimeSpan limit, Func<SupervisedProcess, TimeSpan, bool> wait)
    {
        var begin = TimeProvider.System.GetTimestamp();
        foreach (var process in processes)
        {
            var left = limit - TimeProvider.System.GetElapsedTime(begin);
            wait(process, left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }
}
