using System.Runtime.InteropServices;
using Concourse.Supervisor.Native;

namespace Concourse.Supervisor.Processes;

/// <summary>Waits for every child, ours and the orphans that a container's PID 1 inherits, so that none stays a zombie.</summary>
internal sealed unsafe class ChildReaper
{
    /// <summary>How soon an orphan that came while we had no children (from an exec into the container) is noticed.</summary>
    private static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Action<int>> _onExit = [];
    private readonly AutoResetEvent _spawned = new(initialState: false);

    public void StartThread() => new Thread(Run) { IsBackground = true, Name = "reaper" }.Start();

    /// <summary>Spawns a child and registers who wants its wait status, with no gap in which it could be reaped unseen.</summary>
    /// <param name="spawn">Returns the child's pid.</param>
    /// <param name="onExit">Called once on the reaper's thread; must be quick.</param>
    public int Spawn(Func<int> spawn, Action<int> onExit)
    {
        int pid;
        lock (_lock)
        {
            pid = spawn();
            _onExit.Add(pid, onExit);
        }

        _spawned.Set();
        return pid;
    }

    private void Run()
    {
        while (true)
        {
            int status;
            var pid = Libc.WaitForChild(-1, &status, 0);
            if (pid < 0)
            {
                if (Marshal.GetLastPInvokeError() == Errno.NoChild)
                {
                    _spawned.WaitOne(IdleInterval);
                }

                continue;
            }

            Action<int>? onExit;
            lock (_lock)
            {
                _onExit.Remove(pid, out onExit);
            }

            onExit?.Invoke(status);
        }
    }
}
