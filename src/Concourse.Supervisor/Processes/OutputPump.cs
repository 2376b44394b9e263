using Concourse.Supervisor.Native;
using Concourse.Supervisor.Spool;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Processes;

/// <summary>Moves one output of a process from its pipe or terminal into the spool.</summary>
/// <param name="source">The pipe's read end, or the terminal's master.</param>
/// <param name="closes">Close it at its end; a terminal's master is also used by others.</param>
/// <param name="processEnded">A pipe whose other end is closed when the process has ended.</param>
/// <param name="spool">Where the bytes go.</param>
/// <param name="onAppended">Called after each append.</param>
/// <param name="onFailed">Called when the bytes cannot be saved: a full disk.</param>
internal sealed unsafe class OutputPump(
    SafeFileHandle source,
    bool closes,
    SafeFileHandle processEnded,
    SpoolWriter spool,
    Action onAppended,
    Action<Exception> onFailed)
{
    /// <summary>
    /// How long to wait for output after the process ended. What it wrote is in the pipe by then, or (terminal) a moment on its
    /// way; only children that it left behind can still hold the other end open.
    /// </summary>
    private const int QuietMilliseconds = 250;

    /// <summary>Children left behind that never stop printing do not keep a step from ending.</summary>
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(5);

    private readonly ManualResetEventSlim _finished = new();
    private long? _endedAt;

    public void StartThread(string name) => new Thread(Run) { IsBackground = true, Name = name }.Start();

    /// <summary>Waits until the process's last byte is in the spool.</summary>
    public void WaitUntilFinished() => _finished.Wait();

    private void Run()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            Pump(buffer);
        }
        catch (ErrnoException e)
        {
            onFailed(e);
        }
        finally
        {
            _finished.Set();
        }

        // Who still writes must not be killed by a closed pipe: a daemon that the step left for `fly intercept`, say.
        while (ReadOrEnd(buffer) > 0)
        {
        }

        if (closes)
        {
            source.Dispose();
        }
    }

    private void Pump(byte[] buffer)
    {
        while (true)
        {
            spool.WaitForRoom(CancellationToken.None);
            if (!WaitUntilReadable())
            {
                return;
            }

            var count = ReadOrEnd(buffer);
            if (count == 0)
            {
                return;
            }

            spool.Append(buffer.AsSpan(0, count));
            onAppended();
        }
    }

    /// <summary>A terminal whose last user is gone answers EIO: its end.</summary>
    private int ReadOrEnd(byte[] buffer)
    {
        try
        {
            return Descriptors.Read(source, buffer);
        }
        catch (ErrnoException e) when (e.Errno == Errno.InputOutput)
        {
            return 0;
        }
    }

    /// <summary>False when the process ended and nothing more came.</summary>
    private bool WaitUntilReadable()
    {
        var descriptors = stackalloc PollDescriptor[2];
        while (true)
        {
            descriptors[0] = new PollDescriptor { Descriptor = source.Number(), Events = PollDescriptor.Readable };
            descriptors[1] = new PollDescriptor { Descriptor = processEnded.Number(), Events = PollDescriptor.Readable };
            var ready = _endedAt is null
                ? Libc.Poll(descriptors, 2, -1)
                : Libc.Poll(descriptors, 1, QuietMilliseconds);
            if (_endedAt is { } endedAt && TimeProvider.System.GetElapsedTime(endedAt) > LongestDrain)
            {
                return false;
            }

            if (ready > 0 && descriptors[0].Returned != 0)
            {
                return true;
            }

            if (ready == 0 && _endedAt is not null)
            {
                return false;
            }

            if (ready > 0)
            {
                _endedAt ??= TimeProvider.System.GetTimestamp();
            }
        }
    }
}
