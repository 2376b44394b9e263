using Concourse.Client.Wire;
using Concourse.Core.Values;
using Fly.CommandLine;
using Fly.Targets;
using Fly.Terminals;

namespace Fly.Commands;

internal sealed class WorkersCommand : Command
{
    private readonly Switch details;
    private readonly Switch json;

    public WorkersCommand()
        : base("workers", "List the workers", "ws")
    {
        details = Switch('d', "details", "Show more of every worker");
        json = Switch(null, "json", "Print the answer of the API as JSON");
    }

    public override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        using var session = await context.ConnectAsync(null, ct);
        var workers = await session.Client.WorkersAsync(ct);
        if (json.IsSet)
        {
            JsonOutput.Print(context.Terminal, workers, WireJson.Default.IReadOnlyListWorker);
            return 0;
        }

        var required = workers.Any(w => w.State != "stalled") ? (await session.Client.InfoAsync(ct)).WorkerVersion : "";
        var groups = workers.OrderBy(w => w.Name, Utf8Order.Instance).ToLookup(w => Condition(w, required));
        var table = new WorkerTable(context, details.IsSet);
        if (!context.Terminal.OutIsTerminal)
        {
            table.Print([.. groups[WorkerCondition.Running], .. groups[WorkerCondition.Outdated], .. groups[WorkerCondition.Stalled]], required);
            return 0;
        }

        table.Print([.. groups[WorkerCondition.Running]], required);
        if (groups[WorkerCondition.Outdated].Any())
        {
            context.Terminal.Print($"\n\nthe following workers need to be updated to version {context.Terminal.Embolden(required)}:\n");
            table.Print([.. groups[WorkerCondition.Outdated]], required);
        }

        if (groups[WorkerCondition.Stalled].Any())
        {
            context.Terminal.Print("\n\nthe following workers have not checked in recently:\n");
            table.Print([.. groups[WorkerCondition.Stalled]], required);
            context.Terminal.Print("\nthese stalled workers can be cleaned up by running:\n");
            context.Terminal.Print($"    {context.Terminal.Embolden($"fly -t {session.Name} prune-worker -w (name)")}\n");
        }

        return 0;
    }

    internal static WorkerCondition Condition(Worker worker, string required) =>
        worker.State == "stalled" ? WorkerCondition.Stalled
        : Fits(worker.Version, required) ? WorkerCondition.Running
        : WorkerCondition.Outdated;

    // The same major version and no older a minor one.
    private static bool Fits(string version, string required)
    {
        if (required.Length == 0 || version.Length == 0)
        {
            return required.Length == 0;
        }

        var (worker, server) = (Parts(version), Parts(required));
        return worker.Major == server.Major && worker.Minor >= server.Minor;
    }

    // Worker versions have two parts.
    private static FlyVersion Parts(string version) => FlyVersion.Parse(version.Count(c => c == '.') == 1 ? version + ".0" : version);
}

/// <summary>How a worker is listed.</summary>
internal enum WorkerCondition
{
    Running,
    Outdated,
    Stalled,
}
