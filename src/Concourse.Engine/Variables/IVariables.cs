using Concourse.Core.Values;

namespace Concourse.Engine.Variables;

/// <summary>Credentials of a build: its pipeline's var sources, then the installation's secret manager.</summary>
public interface IVariables
{
    /// <summary>The value at a path; null when there is none.</summary>
    /// <param name="source">Name of a var source, or empty for the default.</param>
    /// <param name="path">The variable's path.</param>
    /// <param name="ct">Cancels.</param>
    Task<Value?> FindAsync(string source, string path, CancellationToken ct);
}
