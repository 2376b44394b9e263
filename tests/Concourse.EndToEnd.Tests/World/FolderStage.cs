namespace Concourse.EndToEnd.Tests.World;

/// <summary>A stage in files. It lies in /dev/shm because sandboxes share the machine's /dev and nothing else.</summary>
internal sealed class FolderStage : IStage
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly TemporaryFolder temporary = TemporaryFolder.Create("/dev/shm");

    public FolderStage()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "shut"));
        Directory.CreateDirectory(Path.Combine(Folder, "reached"));
    }

    public string Functions =>
        $$"""
        stage={{Folder}}
        did() { echo "$1" >> $stage/ledger; }
        at() { : > $stage/reached/$1; while [ -e $stage/shut/$1 ]; do sleep 0.02; done; }
        """;

    public void Shut(string gate) => File.WriteAllText(Gate(gate), "");

    public void Open(string gate) => File.Delete(Gate(gate));

    public Task ReachedAsync(string gate, CancellationToken ct) => Wait.UntilAsync(
        $"a command reaches {gate}", () => Task.FromResult(File.Exists(Path.Combine(Folder, "reached", gate))), Pause, ct);

    public async Task<IReadOnlyList<string>> LedgerAsync(CancellationToken ct)
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Folder, "ledger"), ct);
        return [.. lines.Order(StringComparer.Ordinal)];
    }

    public ValueTask DisposeAsync()
    {
        temporary.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Folder => temporary.Path;

    private string Gate(string gate) => Path.Combine(Folder, "shut", gate);
}
