using System.Runtime.InteropServices;
using ResourceTypes.Protocol;

// An abort sends TERM: programs that were started are ended and private files removed before this process ends.
using var cancellation = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);

await using var stdin = Console.OpenStandardInput();
await using var stdout = Console.OpenStandardOutput();
return await ResourceProgram.RunAsync(args, stdin, stdout, Console.Error, cancellation.Token);

void Cancel(PosixSignalContext signal)
{
    signal.Cancel = true;
    cancellation.Cancel();
}
