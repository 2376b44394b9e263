using Concourse.Supervisor.Native;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Spool;

/// <summary>
/// One output of one process on disk, in segment files that are removed once acknowledged. While more than the cap is
/// unacknowledged, <see cref="WaitForRoom"/> holds its caller, and so the process that prints.
/// One thread appends; any thread may acknowledge.
/// </summary>
internal sealed class SpoolWriter(string processFolder, OutputStream stream, long cap)
{
    private const uint ForAnyone = 0x1B6; // rw-rw-rw-

    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _room = new(initialState: true);
    private SafeFileHandle? _segment;
    private long _segmentIndex = -1;
    private long _length;
    private long _acknowledged;
    private long _firstKept;

    /// <summary>Bytes written so far.</summary>
    public long Length => Interlocked.Read(ref _length);

    public void WaitForRoom(CancellationToken cancellationToken) => _room.Wait(cancellationToken);

    public void Append(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var index = _length / SpoolLayout.SegmentSize;
            var room = SpoolLayout.SegmentSize - (_length % SpoolLayout.SegmentSize);
            var part = data[..(int)Math.Min(room, data.Length)];
            Descriptors.WriteAll(SegmentFor(index), part);
            data = data[part.Length..];
            lock (_lock)
            {
                Interlocked.Add(ref _length, part.Length);
                UpdateRoom();
            }
        }
    }

    /// <summary>Everything before the offset is stored elsewhere and may go.</summary>
    public void Acknowledge(long offset)
    {
        lock (_lock)
        {
            _acknowledged = Math.Max(_acknowledged, Math.Min(offset, _length));
            // The segment being written stays: its file tells a reader how much there is.
            for (; _firstKept < _segmentIndex && (_firstKept + 1) * SpoolLayout.SegmentSize <= _acknowledged; _firstKept++)
            {
                File.Delete(SpoolLayout.Segment(processFolder, stream, _firstKept));
            }

            UpdateRoom();
        }
    }

    /// <summary>Nothing is appended any more: a sandbox that serves many processes must not keep all their files open.</summary>
    public void Close() => _segment?.Dispose();

    private SafeFileHandle SegmentFor(long index)
    {
        if (_segment is null || index != _segmentIndex)
        {
            _segment?.Dispose();
            _segment = Descriptors.Open(
                SpoolLayout.Segment(processFolder, stream, index),
                OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive,
                ForAnyone);
            lock (_lock)
            {
                _segmentIndex = index;
            }
        }

        return _segment;
    }

    private void UpdateRoom()
    {
        if (_length - _acknowledged < cap)
        {
            _room.Set();
        }
        else
        {
            _room.Reset();
        }
    }
}
