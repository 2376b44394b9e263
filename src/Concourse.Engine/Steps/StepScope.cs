using System.Collections.Concurrent;
using Concourse.Core.Values;
using Concourse.Engine.Scopes;

namespace Concourse.Engine.Steps;

/// <summary>
/// Artifacts and local variables that a step sees. Reads fall through to the parent, writes stay here; only across substeps
/// and image fetches open a child (engine chapter §3.1). The last writer of a name wins. Thread-safe.
/// </summary>
public sealed class StepScope
{
    private readonly StepScope? parent;
    private readonly ConcurrentDictionary<string, Artifact> artifacts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Value> variables = new(StringComparer.Ordinal);

    private StepScope(StepScope? parent) => this.parent = parent;

    /// <summary>The scope of a whole build.</summary>
    public static StepScope Root() => new(null);

    public StepScope Child() => new(this);

    public Artifact? Artifact(string name) =>
        artifacts.TryGetValue(name, out var artifact) ? artifact : parent?.Artifact(name);

    public void Register(string name, Artifact artifact) => artifacts[name] = artifact;

    /// <summary>All artifacts in sight, by name.</summary>
    public IReadOnlyDictionary<string, Artifact> AllArtifacts()
    {
        var all = parent is null
            ? new SortedDictionary<string, Artifact>(StringComparer.Ordinal)
            : new SortedDictionary<string, Artifact>((IDictionary<string, Artifact>)parent.AllArtifacts(), StringComparer.Ordinal);
        foreach (var (name, artifact) in artifacts)
        {
            all[name] = artifact;
        }

        return all;
    }

    /// <summary>A local variable, <c>((.:name))</c>.</summary>
    public Value? Variable(string name) =>
        variables.TryGetValue(name, out var value) ? value : parent?.Variable(name);

    public void SetVariable(string name, Value value) => variables[name] = value;
}
