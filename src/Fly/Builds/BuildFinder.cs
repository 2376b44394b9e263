using Concourse.Client;
using Concourse.Client.Http;
using Concourse.Client.Wire;
using Concourse.Core;
using Fly.Arguments;
using Fly.CommandLine;
using Fly.Targets;

namespace Fly.Builds;

/// <summary>Finds the build that a user means (fly.md §10).</summary>
internal sealed class BuildFinder(TargetSession session)
{
    private const int PageSize = 100;

    /// <summary>A job's build by name, or without one its next build, else its last.</summary>
    public async Task<Build> OfJobAsync(JobReference job, string? name, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(name))
        {
            var build = await Named("build", session.Client.JobBuildAsync(session.Team, job.Pipeline, job.Job, name, ct));
            return build ?? throw new FlyException("build not found");
        }

        var found = await Named("job", session.Client.JobAsync(session.Team, job.Pipeline, job.Job, ct)) ?? throw new FlyException("job not found");
        return found.NextBuild ?? found.FinishedBuild ?? throw new FlyException("job has no builds");
    }

    /// <summary>The newest build that belongs to no job.</summary>
    public async Task<Build> NewestOneOffAsync(CancellationToken ct)
    {
        for (var page = new PageRequest(Limit: PageSize); page is not null;)
        {
            var builds = await Named("builds", session.Client.BuildsAsync(page, ct));
            if (builds.Items.FirstOrDefault(b => string.IsNullOrEmpty(b.JobName)) is { } build)
            {
                return build;
            }

            page = builds.Next;
        }

        throw new FlyException("no builds match job");
    }

    /// <summary>The build that an address of the web UI shows.</summary>
    public async Task<long> AtAddressAsync(string address, CancellationToken ct)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != session.Target.Api)
        {
            throw new FlyException($"URL doesn't match target ({address}, {session.Target.Api})");
        }

        var segments = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        string After(string word) => segments.SkipWhile(s => s != word).Skip(1).FirstOrDefault() ?? "";
        if (After("teams") is { Length: > 0 } team && team != session.Team)
        {
            throw new FlyException(
                $"Team in URL doesn't match the provided team name or current team of the target  ({address}, {session.Team})");
        }

        var (pipeline, job, build) = (After("pipelines"), After("jobs"), After("builds"));
        if (pipeline.Length > 0 && job.Length > 0)
        {
            var vars = InstanceVarsQuery.Parse(Query(uri));
            return (await OfJobAsync(new JobReference(new PipelineRef(pipeline, vars), job), build, ct)).Id;
        }

        return build.Length > 0 ? GoInteger.Parse(build, "strconv.Atoi") : throw new FlyException($"No build found in {address}");
    }

    private static IEnumerable<KeyValuePair<string, string>> Query(Uri uri) => uri.Query.TrimStart('?')
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(p => p.Split('=', 2))
        .Select(p => KeyValuePair.Create(Decoded(p[0]), Decoded(p.Length > 1 ? p[1] : "")));

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    // Upstream wraps these failures, so that no login follows a 401.
    private static async Task<T> Named<T>(string what, Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (Exception e) when (e is ApiException or HttpRequestException)
        {
            throw new FlyException($"failed to get {what} {e.Message}");
        }
    }
}
