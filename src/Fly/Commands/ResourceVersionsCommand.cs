using System.Globalization;
using Concourse.Client.Http;
using Concourse.Client.Wire;
using Fly.Arguments;
using Fly.CommandLine;
using Fly.Targets;
using Fly.Terminals;

namespace Fly.Commands;

internal sealed class ResourceVersionsCommand : Command
{
    private readonly Flag<ResourceReference> resource;
    private readonly Flag<int> count;
    private readonly Switch json;
    private readonly Flag<string> team;

    public ResourceVersionsCommand()
        : base("resource-versions", "List the versions of a resource", "rvs")
    {
        resource = Flag('r', "resource", References.Resource, "Resource whose versions to show: PIPELINE/RESOURCE", required: true);
        count = Flag('c', "count", FlagTypes.Integer, "How many versions to show", byDefault: "50");
        json = Switch(null, "json", "Print the answer of the API as JSON");
        team = Flag(null, "team", References.Team, "Team of the pipeline, if not the target's");
    }

    public override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        using var session = await context.ConnectAsync(team.Value, ct);
        var versions = await VersionsAsync(session, ct);
        if (json.IsSet)
        {
            JsonOutput.Print(context.Terminal, versions, WireJson.Default.IReadOnlyListResourceConfigVersion);
            return 0;
        }

        var table = new Table("id", "version", "enabled");
        foreach (var version in versions.Take(count.Value))
        {
            table.Add(version.Id.ToString(CultureInfo.InvariantCulture), Cells.Version(version.Version), Cells.YesNo(version.Enabled));
        }

        context.Print(table);
        return 0;
    }

    private async Task<IReadOnlyList<ResourceConfigVersion>> VersionsAsync(TargetSession session, CancellationToken ct)
    {
        var page = new PageRequest(Limit: count.Value);
        var (pipeline, name) = resource.Value!;
        try
        {
            return (await session.Client.ResourceVersionsAsync(session.Team, pipeline, name, page, new Dictionary<string, string>(), ct)).Items;
        }
        catch (ResourceNotFoundException)
        {
            // Upstream shows an unknown resource like one without versions.
            return [];
        }
    }
}
