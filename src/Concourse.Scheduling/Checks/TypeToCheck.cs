namespace Concourse.Scheduling.Checks;

/// <summary>A pipeline's own resource type that is to be checked.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Name">Its name in the config.</param>
/// <param name="PipelineId">The pipeline that defines it.</param>
/// <param name="PipelineVersion">The pipeline's config version as the caller just read it.</param>
public sealed record TypeToCheck(int Id, string Name, int PipelineId, int PipelineVersion);
