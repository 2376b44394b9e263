using Concourse.Core.Events;
using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Engine.Builds;
using Concourse.Engine.Containers;
using Concourse.Engine.Journal;
using Concourse.Engine.Scopes;
using Concourse.Engine.Steps.Images;
using Concourse.Runtime.Processes;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Concourse.Engine.Steps.Resources;

/// <summary>Creates a version of a resource from artifacts of the build (engine chapter §5).</summary>
internal sealed partial class PutStep(PutPlan plan, BuildRun run, StepServices services, ImageFetcher images, string hookStatus) : ILeaf
{
    private const string ProcessId = "resource";

    public async Task<LeafEnd> RunAsync(LeafContext context)
    {
        var events = context.Events;
        await events.EmitAsync(new InitializePutEvent(events.Origin, events.Now), context.Ct);
        var source = await run.EvaluateAsync(plan.Source, context.Scope, context.Ct);
        var parameters = await run.EvaluateAsync(plan.Params, context.Scope, context.Ct);
        var inputs = PutInputSelection.Select(plan.Inputs, plan.Params, context.Scope);
        var type = await FetchedType.FetchAsync(run, images, context, plan);
        var owner = StepMetadata.Owner(run.Build, plan);
        var worker = await services.Workers.SelectAsync(owner, WorkerRequirements.Of(plan, run.Build), context.Ct);
        await events.EmitAsync(new SelectedWorkerEvent(events.Now, events.Origin, worker.Name), context.Ct);

        var mounts = new Dictionary<string, Artifact.Tree?> { [ResourceScript.PutDirectory] = null };
        foreach (var (name, artifact) in inputs)
        {
            // An image that was never downloaded holds no files to put.
            if (artifact is Artifact.Tree tree)
            {
                mounts[$"{ResourceScript.PutDirectory}/{name}"] = tree;
            }
        }

        var request = new SandboxRequest
        {
            Owner = owner,
            Metadata = StepMetadata.Of(run.Build, plan, "put", plan.Name, ResourceScript.PutDirectory),
            Image = type.Image,
            Privileged = type.Privileged,
            Mounts = mounts,
        };
        return await StepTimeout.LimitAsync(run, context, plan.Timeout, run.Options.DefaultPutTimeout, limited =>
            ScriptAsync(limited, worker, request, type, source, parameters));
    }

    private async Task<LeafEnd> ScriptAsync(
        LeafContext context, StepWorker worker, SandboxRequest request, FetchedType type, MapValue? source, MapValue? parameters)
    {
        var events = context.Events;
        var sandbox = await services.Sandboxes.OpenAsync(run, worker, request, context);
        await events.EmitAsync(new StartPutEvent(events.Origin, events.Now), context.Ct);
        var createdBy = plan.ExposeBuildCreatedBy ? run.Build.CreatedBy : "";
        var (status, answer) = await ResourceProcess.RunAsync(run, services, context, sandbox, new ProcessSpec
        {
            Id = ProcessId,
            Command = [ResourceScript.OutPath, ResourceScript.PutDirectory],
            Environment = StepEnvironment.ForResource(run.Build, run.Options.ExternalUrl, hookStatus, createdBy),
            Stdin = ResourceScript.Request(source, parameters, null),
        });
        if (status != 0)
        {
            return new LeafEnd(StepEnd.Of(StepOutcome.Failure), [new FinishPutEvent(events.Origin, events.Now, status, null, null)]);
        }

        var result = ResourceScript.Result(answer);
        if (result.Version is null)
        {
            throw new StepException($"resource script ({ResourceScript.OutPath} {ResourceScript.PutDirectory}) output a null version");
        }

        await SaveOutputAsync(context, type, source, result);
        return new LeafEnd(
            new StepEnd { Outcome = StepOutcome.Success, Version = result.Version },
            [new FinishPutEvent(events.Origin, events.Now, 0, result.Version, result.Metadata)]);
    }

    /// <summary>
    /// Saves the version as the build's output. Repeating it changes nothing, so it may stand before the step's end is
    /// stored. What the database refuses is logged and does not fail the put, which has happened; a database that is away is
    /// waited for.
    /// </summary>
    private async Task SaveOutputAsync(LeafContext context, FetchedType type, MapValue? source, ResourceResult result)
    {
        if (plan.Resource.Length == 0 || run.Build.PipelineId is not { } pipeline)
        {
            return;
        }

        try
        {
            if (await services.Resources.FindIdAsync(pipeline, plan.Resource, run.Released) is not { } resource)
            {
                return;
            }

            var config = await type.ConfigAsync(services.Configs, plan, source, run.Released);
            var unique = !run.Options.EnableGlobalResources || config.HasUniqueHistory;
            var scope = unique
                ? await services.Configs.FindOrCreateUniqueScopeAsync(config.Id, resource, run.Released)
                : await services.Configs.FindOrCreateSharedScopeAsync(config.Id, run.Released);
            if (scope is { } history)
            {
                await services.Versions.SaveOutputAsync(run.Build.Id, resource, history, plan.Name, result.Version!, result.Metadata, run.Released);
                await services.Configs.PointResourceAsync(resource, config.Id, history, run.Released);
            }
        }
        catch (PostgresException e) when (!e.IsTransient)
        {
            LogOutputNotSaved(run.Logger, plan.Name, run.Build.Id, e);
        }
    }

    [LoggerMessage(EventId = 4020, Level = LogLevel.Error, Message = "the version that put {Step} of build {Build} made was not saved")]
    private static partial void LogOutputNotSaved(ILogger logger, string step, long build, Exception e);
}
