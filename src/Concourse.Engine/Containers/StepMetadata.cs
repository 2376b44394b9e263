using Concourse.Core.Plans;
using Concourse.Database.Execution;
using Concourse.Engine.Builds;

namespace Concourse.Engine.Containers;

/// <summary>The <c>meta_*</c> columns of a step's container.</summary>
internal static class StepMetadata
{
    public static ContainerMetadata Of(BuildInfo build, Plan plan, string type, string stepName, string directory = "", string user = "") => new()
    {
        Type = type,
        StepName = stepName,
        Attempt = string.Join('.', plan.Attempts),
        WorkingDirectory = directory,
        ProcessUser = user,
        PipelineId = build.PipelineId ?? 0,
        JobId = build.JobId ?? 0,
        BuildId = build.Id,
        PipelineName = build.PipelineName,
        PipelineInstanceVars = build.PipelineInstanceVars?.ToString() ?? "",
        JobName = build.JobName,
        BuildName = build.Name,
    };

    public static ContainerOwner Owner(BuildInfo build, Plan plan) => new ContainerOwner.BuildStep(build.Id, plan.Id.Text, build.TeamId);
}
