namespace Concourse.Database.Pipelines;

/// <summary>A pipeline's configuration as the API gives it: JSON, with the version to save against.</summary>
public sealed record StoredPipelineConfig(int Version, string Json);
