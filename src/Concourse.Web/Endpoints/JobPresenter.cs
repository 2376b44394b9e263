using Concourse.Client.Wire;
using Concourse.Database.Jobs;

namespace Concourse.Web.Endpoints;

/// <summary>Job rows as the API shows them.</summary>
internal static class JobPresenter
{
    public static Client.Wire.JobSummary Summary(Database.Jobs.JobSummary summary)
    {
        var job = summary.Job;
        return new Client.Wire.JobSummary
        {
            Id = job.Id,
            Name = job.Name,
            TeamName = job.TeamName,
            PipelineId = job.PipelineId,
            PipelineName = job.PipelineName,
            PipelineInstanceVars = job.Pipeline.InstanceVars,
            Paused = job.Paused,
            PausedBy = string.IsNullOrEmpty(job.PausedBy) ? null : job.PausedBy,
            PausedAt = WireTime.Seconds(job.PausedAt),
            HasNewInputs = job.HasNewInputs,
            Groups = job.Groups.Length == 0 ? null : job.Groups,
            FinishedBuild = Brief(job, summary.Finished),
            NextBuild = Brief(job, summary.Next),
            TransitionBuild = Brief(job, summary.Transition),
            Inputs = Inputs(summary, alwaysTrigger: false),
            Outputs = Outputs(summary),
        };
    }

    public static Client.Wire.Job Present(Database.Jobs.JobSummary summary, Database.Builds.Build? finished, Database.Builds.Build? next, bool withComments)
    {
        var job = summary.Job;
        return new Client.Wire.Job
        {
            Id = job.Id,
            Name = job.Name,
            TeamName = job.TeamName,
            PipelineId = job.PipelineId,
            PipelineName = job.PipelineName,
            PipelineInstanceVars = job.Pipeline.InstanceVars,
            Paused = job.Paused,
            PausedBy = string.IsNullOrEmpty(job.PausedBy) ? null : job.PausedBy,
            PausedAt = WireTime.Seconds(job.PausedAt),
            FirstLoggedBuildId = job.FirstLoggedBuildId == 0 ? null : job.FirstLoggedBuildId,
            DisableManualTrigger = job.DisableManualTrigger,
            DisableReruns = job.DisableReruns,
            FinishedBuild = finished is null ? null : BuildPresenter.Present(finished, withComments),
            NextBuild = next is null ? null : BuildPresenter.Present(next, withComments),
            HasNewInputs = job.HasNewInputs,
            Groups = job.Groups.Length == 0 ? null : job.Groups,
            Inputs = Inputs(summary, alwaysTrigger: true),
            Outputs = Outputs(summary),
        };
    }

    private static List<Client.Wire.JobInput>? Inputs(Database.Jobs.JobSummary summary, bool alwaysTrigger) => summary.Inputs.Count == 0
        ? null
        : [.. summary.Inputs.Select(i => new Client.Wire.JobInput(
            i.Name, i.Resource, i.Passed.Count == 0 ? null : i.Passed, alwaysTrigger || i.Trigger ? i.Trigger : null))];

    private static List<Client.Wire.JobOutput>? Outputs(Database.Jobs.JobSummary summary) =>
        summary.Outputs.Count == 0 ? null : [.. summary.Outputs.Select(o => new Client.Wire.JobOutput(o.Name, o.Resource))];

    private static BuildSummary? Brief(Database.Jobs.Job job, BuildBrief? build) => build is null ? null : new BuildSummary
    {
        Id = build.Id,
        Name = build.Name,
        Status = build.Status,
        StartTime = WireTime.Seconds(build.StartTime) ?? WireTime.GoZero,
        EndTime = WireTime.Seconds(build.EndTime) ?? WireTime.GoZero,
        TeamName = job.TeamName,
        PipelineId = job.PipelineId,
        PipelineName = job.PipelineName,
        PipelineInstanceVars = job.Pipeline.InstanceVars,
        JobName = job.Name,
    };
}
