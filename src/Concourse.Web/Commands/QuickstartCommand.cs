using System.CommandLine;
using Concourse.Web.Hosting;
using Concourse.Web.Quickstart;

namespace Concourse.Web.Commands;

/// <summary><c>concourse quickstart</c>: a web node with a PostgreSQL of its own and steps on this machine's container engine.</summary>
internal static class QuickstartCommand
{
    public static Command Create(Flag flag)
    {
        var directory = flag.Text("--data-dir", "Directory that holds the database; made if it is missing.");
        var server = new ServerFlags(flag, defaultBindIp: "127.0.0.1");
        var command = new Command("quickstart", "Run everything on this machine.") { directory };
        foreach (var option in server.All)
        {
            command.Add(option);
        }

        command.SetAction(async (arguments, ct) =>
        {
            var data = arguments.GetValue(directory) ?? throw new StartupException("the required flag `--data-dir' was not specified");
            await using var postgres = await OwnPostgres.StartAsync(Path.GetFullPath(data), TimeProvider.System, ct);
            return await WebCommand.RunAsync(server.Read(arguments, new WebOptions { Database = postgres.Options }), ct);
        });
        return command;
    }
}
