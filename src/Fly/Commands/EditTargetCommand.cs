using Fly.CommandLine;

namespace Fly.Commands;

internal sealed class EditTargetCommand : Command
{
    private readonly Flag<string> newName;
    private readonly Flag<string> url;
    private readonly Flag<string> team;

    public EditTargetCommand()
        : base("edit-target", "Change a saved target", "etg")
    {
        newName = Flag(null, "target-name", FlagTypes.Text, "New name of the target");
        url = Flag('u', "concourse-url", FlagTypes.Text, "New URL of the server");
        team = Flag('n', "team-name", FlagTypes.Text, "New team");
    }

    public override Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        var name = context.TargetName;
        var target = context.Saved.Find(name);
        if (string.IsNullOrEmpty(newName.Value) && string.IsNullOrEmpty(url.Value) && string.IsNullOrEmpty(team.Value))
        {
            throw new FlyException("error: no attributes specified to update");
        }

        context.Saved.Change(targets =>
        {
            targets.Remove(name);
            targets[newName.Value is { Length: > 0 } other ? other : name] = target with
            {
                Api = url.Value is { Length: > 0 } api ? api : target.Api,
                Team = team.Value is { Length: > 0 } chosen ? chosen : target.Team,
            };
        });
        context.Terminal.Print($"Updated target: {name}");
        return Task.FromResult(0);
    }
}
