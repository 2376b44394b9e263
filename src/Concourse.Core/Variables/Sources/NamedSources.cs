using Concourse.Core.Values;

namespace Concourse.Core.Variables.Sources;

/// <summary>The var sources of a pipeline by name, for references that name one.</summary>
internal sealed class NamedSources(IReadOnlyDictionary<string, IVariables> sources) : IVariables
{
    /// <exception cref="VarException">There is no such source.</exception>
    public ValueTask<Value?> FindAsync(VarReference reference, CancellationToken cancellationToken) =>
        reference.Source.Length == 0 ? new((Value?)null)
        : sources.TryGetValue(reference.Source, out var source) ? source.FindAsync(reference.WithoutSource(), cancellationToken)
        : throw new VarException($"missing source '{reference.Source}' in var: {reference}");
}
