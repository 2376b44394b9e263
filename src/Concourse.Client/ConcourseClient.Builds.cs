using System.Globalization;
using Concourse.Client.Events;
using Concourse.Client.Http;
using Concourse.Client.Wire;
using Concourse.Core;

namespace Concourse.Client;

public sealed partial class ConcourseClient
{
    /// <summary>Builds of everything the caller may see.</summary>
    public Task<Page<Build>> BuildsAsync(PageRequest page, CancellationToken ct) =>
        PageAsync(WithQuery(Path("builds"), page.Parameters()), WireJson.Default.IReadOnlyListBuild, ct);

    public Task<Page<Build>> TeamBuildsAsync(string team, PageRequest page, CancellationToken ct) =>
        PageAsync(WithQuery(Path("teams", team, "builds"), page.Parameters()), WireJson.Default.IReadOnlyListBuild, ct);

    public Task<Page<Build>> PipelineBuildsAsync(string team, PipelineRef pipeline, PageRequest page, CancellationToken ct) =>
        PageAsync(
            WithQuery(PipelinePath(team, pipeline, "builds"), [.. page.Parameters(), .. Vars(pipeline)]), WireJson.Default.IReadOnlyListBuild, ct);

    public Task<Build?> BuildAsync(long id, CancellationToken ct) => FindAsync(BuildPath(id), WireJson.Default.Build, ct);

    /// <summary>The plan; null when the build has none (yet).</summary>
    public Task<BuildPlan?> BuildPlanAsync(long id, CancellationToken ct) => FindAsync(BuildPath(id, "plan"), WireJson.Default.BuildPlan, ct);

    public Task<BuildResources> BuildResourcesAsync(long id, CancellationToken ct) =>
        GetAsync(BuildPath(id, "resources"), WireJson.Default.BuildResources, ct);

    public Task<BuildPreparation?> BuildPreparationAsync(long id, CancellationToken ct) =>
        FindAsync(BuildPath(id, "preparation"), WireJson.Default.BuildPreparation, ct);

    public Task AbortBuildAsync(long id, CancellationToken ct) => PutAsync(BuildPath(id, "abort"), null, ct);

    /// <summary>The build's events from the first on; see <see cref="BuildEventStream"/>.</summary>
    public BuildEventStream BuildEvents(long id, TimeProvider time) =>
        new(http, () => Request(HttpMethod.Get, BuildPath(id, "events")), FailureAsync, time);

    private static string BuildPath(long id, params ReadOnlySpan<string> more) =>
        Path(["builds", id.ToString(CultureInfo.InvariantCulture), .. more]);
}
