using Concourse.Core.Versions;

namespace Concourse.Engine.Containers;

/// <summary>What a get or put printed; the version is null when it printed none.</summary>
public sealed record ResourceResult(ResourceVersion? Version, IReadOnlyList<MetadataField>? Metadata);
