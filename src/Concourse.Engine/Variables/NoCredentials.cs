using Concourse.Core.Values;
using Concourse.Core.Variables;

namespace Concourse.Engine.Variables;

/// <summary>
/// The global secret manager of an installation that has none: nothing is defined. As every global manager it does not look at
/// the source of a reference, so that an unknown source is no mistake of its own.
/// </summary>
public sealed class NoCredentials : IVariables
{
    public ValueTask<Value?> FindAsync(VarReference reference, CancellationToken cancellationToken) => new((Value?)null);
}
