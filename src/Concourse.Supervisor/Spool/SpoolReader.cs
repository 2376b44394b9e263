using Concourse.Supervisor.Native;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Spool;

/// <summary>Reads one output of one process, whether it still runs or its container died long ago.</summary>
internal sealed unsafe class SpoolReader(string processFolder, OutputStream stream) : IDisposable
{
    private SafeFileHandle? _segment;
    private long _segmentIndex = -1;

    /// <summary>Bytes at the offset, at most as many as fit; 0 when there are none yet.</summary>
    /// <exception cref="OutputTrimmedException">The offset lies before what was acknowledged and removed.</exception>
    public int Read(long offset, Span<byte> buffer)
    {
        var index = offset / SpoolLayout.SegmentSize;
        var within = offset % SpoolLayout.SegmentSize;
        if (index != _segmentIndex && !TryOpen(index))
        {
            return 0;
        }

        var count = (int)Math.Min(buffer.Length, SpoolLayout.SegmentSize - within);
        fixed (byte* start = buffer)
        {
            var read = Libc.ReadAt(_segment!, start, count, within);
            return read >= 0 ? (int)read : throw ErrnoException.Last("read spool");
        }
    }

    public void Dispose() => _segment?.Dispose();

    /// <summary>Bytes that the stream had when its writer stopped, from the files alone.</summary>
    public static long LengthOnDisk(string processFolder, OutputStream stream)
    {
        var indexes = SpoolLayout.SegmentIndexes(processFolder, stream);
        return indexes.Length == 0
            ? 0
            : (indexes[^1] * SpoolLayout.SegmentSize) + new FileInfo(SpoolLayout.Segment(processFolder, stream, indexes[^1])).Length;
    }

    private bool TryOpen(long index)
    {
        // The step may have planted a link here: it must not lead the helper to files of the helper's own.
        var file = Descriptors.TryOpen(
            SpoolLayout.Segment(processFolder, stream, index), OpenFlags.ReadOnly | OpenFlags.NoFollow);
        if (file is null)
        {
            var indexes = SpoolLayout.SegmentIndexes(processFolder, stream);
            return indexes.Length > 0 && indexes[0] > index
                ? throw new OutputTrimmedException(stream, indexes[0] * SpoolLayout.SegmentSize)
                : false;
        }

        _segment?.Dispose();
        (_segment, _segmentIndex) = (file, index);
        return true;
    }
}
