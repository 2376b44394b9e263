using System.Globalization;
using Concourse.Core.Values;

namespace Concourse.Engine.Builds;

/// <summary>Environment of resource scripts (engine chapter §14.1). Pure.</summary>
public static class StepEnvironment
{
    /// <param name="build">The build.</param>
    /// <param name="externalUrl">URL of the web UI, or empty.</param>
    /// <param name="hookStatus"><c>BUILD_STATUS</c> inside a hook, or empty.</param>
    /// <param name="createdBy"><c>BUILD_CREATED_BY</c>, or empty.</param>
    /// <returns><c>NAME=value</c> in upstream's order; nothing empty.</returns>
    public static IReadOnlyList<string> ForResource(BuildInfo build, string externalUrl, string hookStatus = "", string createdBy = "")
    {
        var variables = new List<string>();
        Add("BUILD_STATUS", hookStatus);
        Add("BUILD_ID", Number(build.Id));
        Add("BUILD_NAME", build.Name);
        Add("BUILD_TEAM_ID", Number(build.TeamId));
        Add("BUILD_TEAM_NAME", build.TeamName);
        Add("BUILD_JOB_ID", Number(build.JobId ?? 0));
        Add("BUILD_JOB_NAME", build.JobName);
        Add("BUILD_PIPELINE_ID", Number(build.PipelineId ?? 0));
        Add("BUILD_PIPELINE_NAME", build.PipelineName);
        Add("BUILD_PIPELINE_INSTANCE_VARS", build.PipelineInstanceVars?.ToString() ?? "");
        Add("ATC_EXTERNAL_URL", externalUrl);
        if (externalUrl.Length > 0 && build.Id != 0)
        {
            Add("BUILD_URL", BuildUrl(build, externalUrl));
            Add("BUILD_URL_SHORT", $"{externalUrl}/builds/{build.Id}");
        }

        Add("BUILD_CREATED_BY", createdBy);
        return variables;

        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                variables.Add($"{name}={value}");
            }
        }
    }

    private static string BuildUrl(BuildInfo build, string externalUrl) =>
        build.TeamName.Length > 0 && build.PipelineName.Length > 0 && build.JobName.Length > 0 && build.Name.Length > 0
            ? $"{externalUrl}/teams/{build.TeamName}/pipelines/{build.PipelineName}/jobs/{build.JobName}/builds/{build.Name}"
              + InstanceQuery(build.PipelineInstanceVars)
            : $"{externalUrl}/builds/{build.Id}";

    private static string InstanceQuery(MapValue? vars)
    {
        if (vars is null || vars.Count == 0)
        {
            return "";
        }

        var pairs = Flatten("vars", vars).OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Json)}");
        return "?" + string.Join('&', pairs);
    }

    private static IEnumerable<(string Key, string Json)> Flatten(string prefix, MapValue map) => map.Entries.SelectMany(entry =>
        entry.Value is MapValue inner ? Flatten($"{prefix}.{entry.Key}", inner) : [($"{prefix}.{entry.Key}", entry.Value.ToString())]);

    private static string Number(long number) => number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture);
}
