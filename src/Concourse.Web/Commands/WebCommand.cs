using System.CommandLine;
using Concourse.Web.Hosting;

namespace Concourse.Web.Commands;

/// <summary><c>concourse web</c>: one web node on an existing database.</summary>
internal static class WebCommand
{
    public static Command Create(Flag flag)
    {
        var postgres = new PostgresFlags(flag);
        var server = new ServerFlags(flag, defaultBindIp: "0.0.0.0");
        var command = new Command("web", "Run the web UI and build scheduler.");
        foreach (var option in postgres.All.Concat(server.All))
        {
            command.Add(option);
        }

        command.SetAction((arguments, ct) =>
        {
            var options = server.Read(arguments, new WebOptions { Database = postgres.Database(arguments), EncryptionKeys = postgres.Keys(arguments) });
            return RunAsync(options, ct);
        });
        return command;
    }

    /// <summary>Runs a node until the process is told to stop.</summary>
    public static async Task<int> RunAsync(WebOptions options, CancellationToken ct)
    {
        await using var log = Console.OpenStandardError();
        await using var node = await WebNode.StartAsync(options, log, TimeProvider.System, ct);
        await node.WaitForShutdownAsync(ct);
        return 0;
    }
}
