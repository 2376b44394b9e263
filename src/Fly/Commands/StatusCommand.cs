using Concourse.Client.Http;
using Fly.CommandLine;
using Fly.Targets;

namespace Fly.Commands;

internal sealed class StatusCommand() : Command("status", "Tell whether the login is valid")
{
    public override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        var target = context.Saved.Find(context.TargetName);
        if (target.SentToken is null)
        {
            throw new CommandFailedException("logged out");
        }

        using var session = new TargetSession(context, context.TargetName, target);
        try
        {
            await session.Client.UserInfoAsync(ct);
        }
        catch (Exception e) when (e is ApiException or HttpRequestException)
        {
            throw new CommandFailedException($"please login again.\n\ntoken validation failed with error: {e.Message}");
        }

        context.Terminal.Print("logged in successfully");
        return 0;
    }
}
