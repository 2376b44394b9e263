using Concourse.Client.Wire;

namespace Concourse.Web.Endpoints;

/// <summary>A build row as the API shows it.</summary>
internal static class BuildPresenter
{
    public static Build Present(Database.Builds.Build build, bool withComment = false) => new()
    {
        Id = build.Id,
        TeamName = build.TeamName,
        Name = build.Name,
        Status = build.Status,
        ApiUrl = $"/api/v1/builds/{build.Id}",
        Comment = withComment && !string.IsNullOrEmpty(build.Comment) ? build.Comment : null,
        JobName = build.JobName,
        ResourceName = build.ResourceName,
        PipelineId = build.PipelineId,
        PipelineName = build.PipelineName,
        PipelineInstanceVars = build.Pipeline?.InstanceVars,
        StartTime = WireTime.Seconds(build.StartTime),
        EndTime = WireTime.Seconds(build.EndTime),
        ReapTime = WireTime.Seconds(build.ReapTime),
        RerunNumber = build.RerunNumber == 0 ? null : build.RerunNumber,
        RerunOf = build.RerunOf is { } original ? new RerunOf(original, build.RerunOfName ?? "") : null,
        CreatedBy = string.IsNullOrEmpty(build.CreatedBy) ? null : build.CreatedBy,
    };
}
