namespace Concourse.EndToEnd.Tests.World;

/// <summary>
/// The outside that the commands of a build see: a ledger to which each appends what it does, and gates at which they wait
/// while they are shut.
/// </summary>
internal interface IStage : IAsyncDisposable
{
    /// <summary>
    /// Shell functions for scripts: <c>did WHAT</c> appends to the ledger, <c>at GATE</c> waits while the gate is shut.
    /// </summary>
    string Functions { get; }

    void Shut(string gate);

    void Open(string gate);

    /// <summary>Returns when a command stands at the gate, or has passed it.</summary>
    Task ReachedAsync(string gate, CancellationToken ct);

    /// <summary>What the commands did, sorted.</summary>
    Task<IReadOnlyList<string>> LedgerAsync(CancellationToken ct);
}
