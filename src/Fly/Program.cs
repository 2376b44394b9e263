using Fly;
using Fly.Terminals;

return await new FlyProgram(FlyEnvironment.OfProcess(), Terminal.OfProcess()).RunAsync(args, CancellationToken.None);
