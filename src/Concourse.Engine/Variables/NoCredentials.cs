using Concourse.Core.Values;
using Concourse.Core.Variables;

namespace Concourse.Engine.Variables;

/// <summary>No secret manager is configured: no variable is defined, and no source exists.</summary>
public sealed class NoCredentials : IVariables
{
    public ValueTask<Value?> FindAsync(VarReference reference, CancellationToken cancellationToken) => reference.Source.Length == 0
        ? new ValueTask<Value?>((Value?)null)
        : throw new VarException($"missing source '{reference.Source}' in var: {reference}");
}
