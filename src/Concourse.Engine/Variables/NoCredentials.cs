using Concourse.Core.Values;
using Concourse.Engine.Steps;

namespace Concourse.Engine.Variables;

/// <summary>No secret manager is configured: no variable is defined, and no source exists.</summary>
public sealed class NoCredentials : IVariables
{
    public Task<Value?> FindAsync(string source, string path, CancellationToken ct) => source.Length == 0
        ? Task.FromResult<Value?>(null)
        : throw new StepException($"missing source '{source}' in var: {source}:{path}");
}
