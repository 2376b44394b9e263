using Fly.CommandLine;

namespace Fly.Commands;

internal sealed class DeleteTargetCommand : Command
{
    private readonly Switch all;

    public DeleteTargetCommand()
        : base("delete-target", "Forget a saved target", "dtg") => all = Switch('a', "all", "Forget all targets");

    public override Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        var name = context.TargetName;
        context.Saved.Find(name);
        if (all.IsSet)
        {
            context.Saved.Change(targets => targets.Clear());
            context.Terminal.Print("deleted all targets");
        }
        else
        {
            context.Saved.Change(targets => targets.Remove(name));
            context.Terminal.Print($"deleted target: {name}");
        }

        return Task.FromResult(0);
    }
}
