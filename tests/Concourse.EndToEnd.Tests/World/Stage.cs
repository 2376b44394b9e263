namespace Concourse.EndToEnd.Tests.World;

/// <summary>
/// The outside that the commands of a build see: a ledger to which each appends what it does, and gates at which they wait
/// while they are shut. It lies in /dev/shm because sandboxes share the machine's /dev and nothing else.
/// </summary>
internal sealed class Stage : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly string folder = Directory.CreateDirectory($"/dev/shm/cc-e2e-{Guid.NewGuid():N}").FullName;

    public Stage()
    {
        Directory.CreateDirectory(Path.Combine(folder, "shut"));
        Directory.CreateDirectory(Path.Combine(folder, "reached"));
    }

    /// <summary>Shell functions for scripts: <c>did WHAT</c> appends to the ledger, <c>at GATE</c> waits while the gate is shut.</summary>
    public string Functions =>
        $$"""
        stage={{folder}}
        did() { echo "$1" >> $stage/ledger; }
        at() { : > $stage/reached/$1; while [ -e $stage/shut/$1 ]; do sleep 0.02; done; }
        """;

    public void Shut(string gate) => File.WriteAllText(Gate(gate), "");

    public void Open(string gate) => File.Delete(Gate(gate));

    /// <summary>Returns when a command stands at the gate, or has passed it.</summary>
    public Task ReachedAsync(string gate, CancellationToken ct) => Wait.UntilAsync(
        $"a command reaches {gate}", () => Task.FromResult(File.Exists(Path.Combine(folder, "reached", gate))), Pause, ct);

    /// <summary>What the commands did, sorted.</summary>
    public async Task<IReadOnlyList<string>> LedgerAsync(CancellationToken ct)
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(folder, "ledger"), ct);
        return [.. lines.Order(StringComparer.Ordinal)];
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Gate(string gate) => Path.Combine(folder, "shut", gate);
}
