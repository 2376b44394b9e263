using Concourse.Core.Configuration;

namespace Concourse.Core.Validation;

/// <summary>Jobs: there is one, names differ, log retention makes sense, and their steps are right.</summary>
internal static class JobRules
{
    public static void Check(PipelineIndex index, Findings findings)
    {
        if (index.Jobs.Count == 0)
        {
            findings.Error("jobs: pipeline must contain at least one job");
            return;
        }

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var context = new StepContext();
        foreach (var (i, job) in index.Jobs.Index())
        {
            var place = new Place("jobs", i, job.Name);
            var identifier = place.Identifier;
            findings.CheckIdentifier(job.Name, identifier, job.Position);
            place.CheckNameAndType(names, null, job.Position, findings);
            Retention(job, identifier, findings);
            context.Begin(identifier);
            new StepRules(index, findings, context).Check(job);
        }
    }

    private static void Retention(JobConfig job, string identifier, Findings findings)
    {
        void Error(string message) => findings.Error($"{identifier} {message}", job.Position);

        if (job.BuildLogsToRetain != 0)
        {
            findings.Warn("deprecated_field", $"{identifier}.build_logs_to_retain is deprecated. Use build_log_retention instead.");
        }

        if (job.BuildLogRetention is not null && job.BuildLogsToRetain != 0)
        {
            Error("can't use both build_log_retention and build_logs_to_retain");
        }
        else if (job.BuildLogsToRetain < 0)
        {
            Error($"has negative build_logs_to_retain: {job.BuildLogsToRetain}");
        }

        if (job.BuildLogRetention is not { Builds: var builds, Days: var days, MinimumSucceededBuilds: var minimum })
        {
            return;
        }

        if (builds < 0)
        {
            Error($"has negative build_log_retention.builds: {builds}");
        }

        if (days < 0)
        {
            Error($"has negative build_log_retention.days: {days}");
        }

        if (minimum < 0)
        {
            Error($"has negative build_log_retention.min_success_builds: {minimum}");
        }

        if (builds > 0 && minimum > builds)
        {
            // The label is upstream's, twice the same.
            Error($"has build_log_retention.min_success_builds: {minimum} greater than build_log_retention.min_success_builds: {builds}");
        }
    }
}
