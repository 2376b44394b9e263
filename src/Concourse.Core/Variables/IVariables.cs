using Concourse.Core.Values;

namespace Concourse.Core.Variables;

/// <summary>Somewhere that vars are looked up: static values, a build's local vars, secret managers.</summary>
public interface IVariables
{
    /// <summary>The value of a reference, fields included; null when it is not known here.</summary>
    /// <exception cref="VarException">The source or a field of the value does not exist.</exception>
    ValueTask<Value?> FindAsync(VarReference reference, CancellationToken cancellationToken);
}
