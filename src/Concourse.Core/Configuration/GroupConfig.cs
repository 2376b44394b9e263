using Concourse.Core.Values;

namespace Concourse.Core.Configuration;

/// <summary>A named group of jobs and resources shown together. <see cref="Jobs"/> are globs.</summary>
public sealed record GroupConfig
{
    public string Name { get; init; } = "";

    public IReadOnlyList<string>? Jobs { get; init; }

    public IReadOnlyList<string>? Resources { get; init; }

    public SourcePosition Position { get; init; }
}
