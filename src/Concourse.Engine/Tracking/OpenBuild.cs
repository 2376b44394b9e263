using Concourse.Core.Configuration;
using Concourse.Core.Plans;
using Concourse.Core.Variables;
using Concourse.Core.Variables.Sources;
using Concourse.Database.Builds;
using Concourse.Database.Events;
using Concourse.Engine.Builds;
using Concourse.Engine.Journal;
using Concourse.Runtime.Processes;
using Npgsql;

namespace Concourse.Engine.Tracking;

/// <summary>A build that this node took over: its journal read, its writer running. Disposing stops writing at once.</summary>
internal sealed class OpenBuild : IAsyncDisposable
{
    private const string Foreign = "started by another implementation; rerun it";

    private OpenBuild(BuildRun run, string? failure)
    {
        Run = run;
        Failure = failure;
    }

    public BuildRun Run { get; }

    /// <summary>Why the build cannot be run, or null.</summary>
    public string? Failure { get; }

    public static async Task<OpenBuild> OpenAsync(BuildRunnerServices services, Build build, CancellationTokenSource release)
    {
        var released = release.Token;
        var table = build.Events;
        var journal = await services.Journals.ReadAsync(build.Id, released);
        var next = await services.Events.NextEventIdAsync(build.Id, table, released);
        var epoch = await services.Epochs.NextAsync(released);
        var writer = new BuildEventWriter(next, (batch, ct) => StoreAsync(services.Events, build.Id, table, batch, ct), services.Time, services.Logger, released);
        var records = journal.Records.ToDictionary(r => new PlanId(r.Key), r => StepRecordJson.Read(r.Value));
        var positions = journal.Offsets.Select(o => new StreamPosition(
            new PlanId(o.Key.PlanId), o.Key.Stream == Core.Events.Origin.Stdout ? ProcessStream.Stdout : ProcessStream.Stderr, o.Value));
        var (credentials, failure) = await CredentialsAsync(services, build, released);
        var run = new BuildRun(
            Info(build),
            new BuildJournal(records, [.. positions], writer),
            epoch,
            services.Options,
            credentials,
            services.Time,
            services.Logger,
            release);

        // Events but no journal: a server that keeps none began it, and what it started cannot be found. (The first event, that
        // the build has started, is no sign of that.)
        return new OpenBuild(run, records.Count == 0 && next > 1 ? Foreign : failure);
    }

    public ValueTask DisposeAsync() => Run.Journal.Writer.DisposeAsync();

    // A build that has no pipeline, e.g. of fly execute, has the global credentials only.
    private static async Task<(IVariables Credentials, string? Failure)> CredentialsAsync(
        BuildRunnerServices services, Build build, CancellationToken ct)
    {
        if (build.PipelineId is not { } pipeline)
        {
            return (services.GlobalCredentials, null);
        }

        try
        {
            var sources = ConfigReader.VarSources(await services.Pipelines.ReadVarSourcesAsync(pipeline, ct));
            return (await PipelineVariables.OpenAsync(sources, services.GlobalCredentials, build.TeamName, build.PipelineName ?? "", ct), null);
        }
        catch (VarException e)
        {
            return (services.GlobalCredentials, e.Message);
        }
    }

    private static async Task StoreAsync(BuildEventsRepository events, long buildId, EventTable table, JournalBatch batch, CancellationToken ct)
    {
        try
        {
            await events.AppendAsync(
                buildId,
                table,
                new EventBatch
                {
                    FirstEventId = batch.FirstEventId,
                    Events = batch.Events,
                    Offsets = [.. batch.Positions.Select(p => new StreamOffset(
                        p.Plan.Text, p.Stream == ProcessStream.Stdout ? Core.Events.Origin.Stdout : Core.Events.Origin.Stderr, p.Offset))],
                    Records = [.. batch.Records.Select(r => new Database.Events.StepRecord(r.Key.Text, StepRecordJson.Write(r.Value)))],
                    MayBeStored = batch.MayBeStored,
                },
                ct);
        }
        catch (BuildTakenOverException e)
        {
            throw new BuildAbandonedException(e.Message, e);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            throw new BuildAbandonedException("its events have no table any more: its pipeline or team was deleted", e);
        }
    }

    private static BuildInfo Info(Build build) => new()
    {
        Id = build.Id,
        Name = build.Name,
        TeamId = build.TeamId,
        TeamName = build.TeamName,
        PipelineId = build.PipelineId,
        PipelineName = build.PipelineName ?? "",
        PipelineInstanceVars = build.Pipeline?.InstanceVars,
        JobId = build.JobId,
        JobName = build.JobName ?? "",
        ResourceId = build.ResourceId,
        ResourceTypeId = build.ResourceTypeId,
        CreatedBy = build.CreatedBy ?? "",
        CreateTime = build.CreateTime,
        StartTime = build.StartTime ?? build.CreateTime,
    };
}
