using Concourse.Core.Values;

namespace Concourse.Core.Variables.Sources;

/// <summary>A var source of type <c>dummy</c>: the secrets stand in the pipeline itself, for a team, a pipeline or all (pipeline-config.md §8).</summary>
internal sealed class DummySource(MapValue secrets, string team, string pipeline) : IVariables
{
    public ValueTask<Value?> FindAsync(VarReference reference, CancellationToken cancellationToken)
    {
        foreach (var prefix in (string[])[$"{team}/{pipeline}/", $"{team}/", ""])
        {
            if (secrets.TryGetValue(prefix + reference.Path, out var secret))
            {
                return new(reference.Traverse(secret));
            }
        }

        return new((Value?)null);
    }
}
