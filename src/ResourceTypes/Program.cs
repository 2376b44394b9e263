using ResourceTypes.Protocol;

using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    cancellation.Cancel();
};

await using var stdin = Console.OpenStandardInput();
await using var stdout = Console.OpenStandardOutput();
return await ResourceProgram.RunAsync(args, stdin, stdout, Console.Error, cancellation.Token);
