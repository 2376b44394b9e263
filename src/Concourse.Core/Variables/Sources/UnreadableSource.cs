using Concourse.Core.Configuration;
using Concourse.Core.Values;

namespace Concourse.Core.Variables.Sources;

/// <summary>A var source of a type that this server cannot read yet. Builds that use none of its secrets are not disturbed.</summary>
internal sealed class UnreadableSource(VarSourceConfig source) : IVariables
{
    /// <exception cref="VarException">Always.</exception>
    public ValueTask<Value?> FindAsync(VarReference reference, CancellationToken cancellationToken) => throw new VarException(
        $"var_source '{source.Name}': this version of the server cannot read secrets from '{source.Type}'");
}
