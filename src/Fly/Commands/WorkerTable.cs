using System.Globalization;
using Concourse.Client.Wire;
using Fly.Terminals;

namespace Fly.Commands;

/// <summary>The table of <c>fly workers</c> (fly.md §9.6).</summary>
internal sealed class WorkerTable(FlyContext context, bool details)
{
    private static readonly string[] Headers = ["name", "containers", "platform", "tags", "team", "state", "version", "age"];
    private static readonly string[] DetailHeaders = ["garden address", "baggageclaim url", "active tasks", "resource types"];

    public void Print(IReadOnlyList<Worker> workers, string required)
    {
        var table = new Table(details ? [.. Headers, .. DetailHeaders] : Headers);
        foreach (var worker in workers)
        {
            table.Add(details ? [.. Row(worker, required), .. Details(worker)] : Row(worker, required));
        }

        context.Print(table);
    }

    private Cell[] Row(Worker worker, string required) =>
    [
        worker.Name,
        worker.ActiveContainers.ToString(CultureInfo.InvariantCulture),
        worker.Platform,
        Cells.TextOrNone(string.Join(", ", worker.Tags ?? [])),
        Cells.TextOrNone(worker.Team),
        worker.State,
        WorkersCommand.Condition(worker, required) == WorkerCondition.Outdated
            ? Cells.TextOrNone(worker.Version) with { Style = Style.Failed }
            : Cells.TextOrNone(worker.Version),
        Age(worker.StartTime),
    ];

    // Our workers have neither garden nor baggageclaim.
    private static Cell[] Details(Worker worker) =>
    [
        Cells.TextOrNone(""),
        Cells.TextOrNone(""),
        worker.ActiveTasks.ToString(CultureInfo.InvariantCulture),
        Cells.TextOrNone(string.Join(", ", (worker.ResourceTypes ?? []).Select(t => t.Type))),
    ];

    private Cell Age(long start)
    {
        var seconds = context.Environment.Time.GetUtcNow().ToUnixTimeSeconds() - start;
        if (start <= 0 || seconds < 0)
        {
            return Cells.NotAvailable;
        }

        var age = TimeSpan.FromSeconds(seconds);
        return age.Days > 0 ? $"{age.Days}d"
            : age.Hours > 0 ? $"{age.Hours}h{age.Minutes}m"
            : age.Minutes > 0 ? $"{age.Minutes}m{age.Seconds}s"
            : $"{age.Seconds}s";
    }
}
