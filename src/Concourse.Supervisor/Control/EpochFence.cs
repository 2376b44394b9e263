using System.Buffers.Binary;
using Concourse.Supervisor.Native;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Control;

/// <summary>
/// The highest epoch that any client of this sandbox showed, on disk, so that it holds for all helpers and before main is up.
/// A web node that lost its lock finds a higher one here and cannot write on.
/// </summary>
internal sealed class EpochFence : IDisposable
{
    private const int Exclusive = 2;
    private const int Unlock = 8;

    private readonly SafeFileHandle _file;
    private readonly long _epoch;

    private EpochFence(SafeFileHandle file, long epoch) => (_file, _epoch) = (file, epoch);

    /// <summary>Whether no higher epoch has been claimed since.</summary>
    public bool IsHeld => Read(_file) <= _epoch;

    /// <summary>Null when a higher epoch was claimed before.</summary>
    public static EpochFence? TryClaim(string path, long epoch)
    {
        var file = Descriptors.Open(path, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.NoFollow, 0x1B6);
        Descriptors.Check(Libc.Lock(file, Exclusive), "lock epoch");
        try
        {
            var known = Read(file);
            if (known > epoch)
            {
                file.Dispose();
                return null;
            }

            if (known < epoch)
            {
                Write(file, epoch);
            }
        }
        finally
        {
            if (!file.IsClosed)
            {
                Libc.Lock(file, Unlock);
            }
        }

        return new EpochFence(file, epoch);
    }

    public void Dispose() => _file.Dispose();

    private static unsafe long Read(SafeFileHandle file)
    {
        var bytes = stackalloc byte[8];
        var count = Libc.ReadAt(file, bytes, 8, 0);
        return count == 8 ? BinaryPrimitives.ReadInt64LittleEndian(new ReadOnlySpan<byte>(bytes, 8))
            : count >= 0 ? -1
            : throw ErrnoException.Last("read epoch");
    }

    private static unsafe void Write(SafeFileHandle file, long epoch)
    {
        var bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(new Span<byte>(bytes, 8), epoch);
        Descriptors.Check((int)Libc.WriteAt(file, bytes, 8, 0), "write epoch");
    }
}
