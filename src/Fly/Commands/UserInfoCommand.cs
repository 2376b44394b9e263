using Concourse.Client.Wire;
using Concourse.Core.Values;
using Fly.CommandLine;
using Fly.Terminals;

namespace Fly.Commands;

internal sealed class UserInfoCommand : Command
{
    private readonly Switch json;

    public UserInfoCommand()
        : base("userinfo", "Show who is logged in and in which roles") => json = Switch(null, "json", "Print the answer of the API as JSON");

    public override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        using var session = await context.ConnectAsync(null, ct);
        var user = await session.Client.UserInfoAsync(ct);
        if (json.IsSet)
        {
            JsonOutput.Print(context.Terminal, user, WireJson.Default.UserInfo);
            return 0;
        }

        var roles = user.Teams.SelectMany(team => team.Value.Select(role => $"{team.Key}/{role}")).Order(Utf8Order.Instance);
        var table = new Table("username", "team/role");
        table.Add(user.DisplayUserId, string.Join(',', roles));
        context.Print(table);
        return 0;
    }
}
