using Concourse.Client.Http;
using Concourse.Client.Wire;
using Concourse.Core.Versions;
using Fly.Arguments;
using Fly.Builds;
using Fly.CommandLine;
using Fly.Targets;

namespace Fly.Commands;

internal sealed class CheckResourceCommand : Command
{
    private readonly Flag<ResourceReference> resource;
    private readonly ListFlag<KeyValuePair<string, string>> from;
    private readonly Switch background;
    private readonly Switch shallow;
    private readonly Flag<string> team;

    public CheckResourceCommand()
        : base("check-resource", "Look for new versions of a resource", "cr")
    {
        resource = Flag('r', "resource", References.Resource, "Resource to check: PIPELINE/RESOURCE", required: true);
        from = List('f', "from", VersionField.Type, "Version to check from: KEY:VALUE");
        background = Switch('a', "async", "Do not wait for the check");
        shallow = Switch(null, "shallow", "Check only the resource, not its type");
        team = Flag(null, "team", References.Team, "Team of the pipeline, if not the target's");
    }

    public override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        var reference = resource.Value!;
        using var session = await context.ConnectAsync(team.Value, ct);
        var build = await StartAsync(session, reference, ct);
        context.Terminal.Print($"checking {context.Terminal.Embolden(reference.ToString())} in build {build.Id}");
        return background.IsSet ? 0 : await BuildWatcher.WatchAsync(context, session, build.Id, new RenderOptions(), ct);
    }

    private async Task<Build> StartAsync(TargetSession session, ResourceReference reference, CancellationToken ct)
    {
        var check = new CheckRequest { From = from.IsSet ? new ResourceVersion(from.Values) : null, Shallow = shallow.IsSet };
        try
        {
            return await session.Client.CheckResourceAsync(session.Team, reference.Pipeline, reference.Resource, check, ct);
        }
        catch (ResourceNotFoundException)
        {
            throw new FlyException($"pipeline '{reference.Pipeline}' or resource '{reference.Resource}' not found\n");
        }
        catch (UnexpectedResponseException e) when (e.Status == System.Net.HttpStatusCode.InternalServerError)
        {
            throw new FlyException(e.Body);
        }
    }
}
