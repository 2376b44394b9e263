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
            var data = Path.GetFullPath(
                arguments.GetValue(directory) ?? throw new StartupException("the required flag `--data-dir' was not specified"));
            await using var postgres = await OwnPostgres.StartAsync(data, TimeProvider.System, ct);
            var options = server.Read(arguments, new WebOptions { Database = postgres.Options });
            return await WebCommand.RunAsync(WithOwnWorker(options, data), ct);
        });
        return command;
    }

    // Another database knows nothing of our containers on an engine that both use, and would remove them.
    private static WebOptions WithOwnWorker(WebOptions options, string data) => options.Runtime.LocalWorkerName is not null
        ? options
        : options with { Runtime = options.Runtime with { LocalWorkerName = $"quickstart-{DataDirectoryId.Of(data)}" } };
}
