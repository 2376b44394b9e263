using Concourse.Supervisor.Native;
using Concourse.Supervisor.Spool;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Control;

/// <summary>Main's socket in the shared state directory. Each helper's connection is one <see cref="ControlSession"/>.</summary>
internal sealed class ControlServer(SpoolLayout layout, ProcessTable processes)
{
    private readonly Lock _lock = new();
    private readonly List<ControlSession> _sessions = [];
    private long _epoch;

    /// <summary>Accepts until the process ends.</summary>
    public void Run()
    {
        using var listener = Listen();
        while (true)
        {
            var socket = UnixSocket.Accept(listener);
            new Thread(() => Serve(socket)) { IsBackground = true, Name = "session" }.Start();
        }
    }

    /// <summary>Lets a session with the highest epoch in and throws those with a lower one out.</summary>
    public bool Admit(ControlSession session, long epoch)
    {
        lock (_lock)
        {
            if (epoch < _epoch)
            {
                return false;
            }

            _epoch = epoch;
            session.Epoch = epoch;
            _sessions.Add(session);
            foreach (var other in _sessions.Where(s => s.Epoch < epoch))
            {
                other.Supersede();
            }

            return true;
        }
    }

    private SafeFileHandle Listen()
    {
        // Bound aside and renamed: a helper that finds the name finds a socket that listens.
        var aside = layout.ControlSocket + ".new";
        File.Delete(aside);
        var listener = UnixSocket.Listen(aside);
        File.Move(aside, layout.ControlSocket, overwrite: true);
        return listener;
    }

    private void Serve(SafeFileHandle socket)
    {
        using var owned = socket;
        using var session = new ControlSession(socket, processes, Admit);
        session.Run();
        lock (_lock)
        {
            _sessions.Remove(session);
        }
    }
}
