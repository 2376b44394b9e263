using Concourse.Core.Values;

namespace Concourse.Core.Variables;

/// <summary>Several places asked in order; the first that knows the var answers.</summary>
public sealed class VariableScopes(params IReadOnlyList<IVariables> scopes) : IVariables
{
    public async ValueTask<Value?> FindAsync(VarReference reference, CancellationToken cancellationToken)
    {
        foreach (var scope in scopes)
        {
            if (await scope.FindAsync(reference, cancellationToken).ConfigureAwait(false) is { } value)
            {
                return value;
            }
        }

        return null;
    }
}
