using Fly.CommandLine;

namespace Fly.Commands;

internal sealed class HelpCommand() : Command("help", "Print this help message")
{
    public override Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        var program = Path.GetFileName(context.Environment.Program);
        context.Terminal.Out.Write(HelpText.Of(program, null, context.Globals, CommandCatalog.Create()));
        return Task.FromResult(0);
    }
}
