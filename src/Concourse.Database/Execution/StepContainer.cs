namespace Concourse.Database.Execution;

/// <summary>A row of <c>containers</c> with its volumes.</summary>
/// <param name="Handle">Fixed before the sandbox is made.</param>
/// <param name="State"><c>creating</c>, <c>created</c>, <c>destroying</c> or <c>failed</c>.</param>
/// <param name="Volumes">Handles of its volumes by mount path.</param>
#pragma warning disable CS1573 // The others say what they are.
public sealed record StepContainer(
    int Id, string Handle, string WorkerName, string State, IReadOnlyDictionary<string, string> Volumes)
#pragma warning restore CS1573
{
    /// <summary>The sandbox was made, so processes may have run in it.</summary>
    public bool IsCreated => State == "created";
}
