using Concourse.Core.Values;

namespace Concourse.Core.Configuration;

/// <summary>A credential manager of the pipeline's own, asked by <c>((name:path))</c>.</summary>
public sealed record VarSourceConfig
{
    public string Name { get; init; } = "";

    public string Type { get; init; } = "";

    /// <summary>Settings of the manager, of a shape that its <see cref="Type"/> decides.</summary>
    public Value? Config { get; init; }

    public SourcePosition Position { get; init; }
}
