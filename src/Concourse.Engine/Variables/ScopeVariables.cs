using Concourse.Core.Values;
using Concourse.Core.Variables;
using Concourse.Engine.Steps;

namespace Concourse.Engine.Variables;

/// <summary>The local variables of a step's scope, <c>((.:name.field))</c>.</summary>
internal sealed class ScopeVariables(StepScope scope) : IVariables
{
    public ValueTask<Value?> FindAsync(VarReference reference, CancellationToken cancellationToken) => new(
        reference.Source == VarReference.Local && scope.Variable(reference.Path) is { } value
            ? reference.WithoutSource().Traverse(value)
            : null);
}
