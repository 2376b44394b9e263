using Concourse.Runtime.Supervision.Protocol;
using Concourse.Supervisor.Framing;
using Concourse.Supervisor.Processes;

namespace Concourse.Supervisor.Control;

/// <summary>What one helper knows of one process, so that only news is reported. Used by one thread.</summary>
internal sealed class ProcessFollower(uint channel, SupervisedProcess process)
{
    private OutputOffsets _reported;
    private long _stdinReported;
    private bool _endReported;

    public SupervisedProcess Process => process;

    public void Report(FrameConnection connection)
    {
        // Taken first: output is complete before the record exists.
        var record = process.Record;
        var written = process.Written;
        if (written != _reported)
        {
            _reported = written;
            connection.Send(FrameType.Progress, channel, written.Encode());
        }

        var taken = process.StdinTaken;
        if (taken != _stdinReported)
        {
            _stdinReported = taken;
            connection.Send(FrameType.StdinTaken, channel, new PayloadWriter().Offset(taken).Written);
        }

        if (record is not null && !_endReported)
        {
            _endReported = true;
            connection.Send(record.FrameType, channel, record.Payload);
        }
    }
}
