using System.Runtime.InteropServices;

namespace Fly.Processes;

/// <summary>
/// Hears SIGINT and SIGTERM instead of being ended by them, until disposed. A shell without job control starts its background
/// commands with SIGINT ignored, and .NET leaves an ignored signal ignored; upstream's fly hears it nevertheless, so ours does too.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource heard;
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;
    private bool disposed;

    public Interrupts(CancellationToken ct)
    {
        heard = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Token = heard.Token;
        if (!OperatingSystem.IsWindows())
        {
            Libc.Signal(Libc.InterruptSignal, Libc.DefaultHandling);
            Libc.Signal(Libc.TerminateSignal, Libc.DefaultHandling);
        }

        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear);
    }

    /// <summary>Cancelled by the first signal, or by the token given.</summary>
    public CancellationToken Token { get; }

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        lock (gate)
        {
            disposed = true;
            heard.Dispose();
        }
    }

    // A signal's thread may come here while, or after, the registration is disposed.
    private void Hear(PosixSignalContext signal)
    {
        signal.Cancel = true;
        lock (gate)
        {
            if (!disposed)
            {
                _ = heard.CancelAsync();
            }
        }
    }
}
