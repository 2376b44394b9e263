using System.Runtime.InteropServices;

namespace Fly.Processes;

/// <summary>
/// A standard stream of this process as the plain descriptor it is. .NET's console writes a control sequence before the first
/// byte to a terminal and keeps silent when the reader is gone; a file stream writes at an offset of its own, over what others
/// append to the same file.
/// </summary>
/// <exception cref="OutputClosedException">On writing, when nobody reads any more.</exception>
internal sealed class StandardStream : Stream
{
    private const int Input = 0;
    private readonly int descriptor;

    private StandardStream(int descriptor) => this.descriptor = descriptor;

    public override bool CanRead => descriptor == Input;

    public override bool CanWrite => descriptor != Input;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static Stream OfInput() => OperatingSystem.IsWindows() ? Console.OpenStandardInput() : new StandardStream(Input);

    public static Stream OfOutput() => OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new StandardStream(1);

    public static Stream OfError() => OperatingSystem.IsWindows() ? Console.OpenStandardError() : new StandardStream(2);

    public override unsafe int Read(Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            nint read;
            while ((read = Libc.Read(descriptor, bytes, (nuint)buffer.Length)) < 0)
            {
                WaitOrThrow(Libc.MayRead);
            }

            return (int)read;
        }
    }

    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            for (nint written = 0; written < buffer.Length;)
            {
                var count = Libc.Write(descriptor, bytes + written, (nuint)(buffer.Length - written));
                if (count < 0)
                {
                    WaitOrThrow(Libc.MayWrite);
                }

                written += Math.Max(0, count);
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // Another program may have left a shared terminal in non-blocking mode.
    private void WaitOrThrow(short events)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error == Libc.WouldBlock)
        {
            Libc.WaitFor(descriptor, events);
        }
        else if (error == Libc.BrokenPipe)
        {
            throw new OutputClosedException();
        }
        else if (error != Libc.InterruptedCall)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(error));
        }
    }
}
