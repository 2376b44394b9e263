using Concourse.Core.Events;
using Concourse.Core.Plans;
using Concourse.Core.Versions;
using Concourse.Database.Execution;
using Concourse.Engine.Builds;
using Concourse.Engine.Containers;
using Concourse.Engine.Journal;
using Concourse.Engine.Steps.Images;
using Concourse.Runtime.Processes;

namespace Concourse.Engine.Steps.Resources;

/// <summary>
/// Looks for versions of a resource, or of the image of a type or task (engine chapter §6): where they are saved, whether it
/// is time to look, and the script, which runs in a container that later checks use again.
/// </summary>
internal sealed class CheckStep(CheckPlan plan, BuildRun run, StepServices services, ImageFetcher images, string hookStatus) : ILeaf
{
    private const string DecidedToRun = "decided-to-run";

    public async Task<LeafEnd> RunAsync(LeafContext context)
    {
        var events = context.Events;
        await events.EmitAsync(new InitializeCheckEvent(events.Origin, events.Now, plan.Name), context.Ct);
        var source = await ExplainAsync("resource config creds evaluation", () => run.EvaluateAsync(plan.Source, context.Scope, context.Ct));
        var type = await FetchedType.FetchAsync(run, images, context, plan);
        var config = await ExplainAsync("create resource config", () => type.ConfigAsync(services.Configs, plan, source, context.Ct));
        var scope = await CheckScope.FindAsync(plan, run, services, config, context.Ct);

        await using var turn = await CheckTurn.WaitAsync(plan, run, services, context, config, scope, DecidedToRun);
        if (!turn.IsOurs)
        {
            return Finished(context, await services.Versions.LatestAsync(scope.Id, context.Ct));
        }

        var from = plan.FromVersion ?? await services.Versions.LatestAsync(scope.Id, context.Ct);
        if (!events.HasPassed(DecidedToRun))
        {
            await events.PassAsync(DecidedToRun, [], context.Ct);
            await events.FlushAsync(context.Ct);
        }

        await scope.StartAsync(context.Ct);
        return await ScriptAsync(context, type, config, scope, ResourceScript.Request(source, null, from));
    }

    private async Task<LeafEnd> ScriptAsync(
        LeafContext context, FetchedType type, ResourceConfigRow config, CheckScope scope, ReadOnlyMemory<byte> request)
    {
        try
        {
            var owner = StepMetadata.Owner(run.Build, plan);
            var worker = await services.Workers.SelectAsync(scope.IsResource ? null : owner, WorkerRequirements.Of(plan, run.Build), context.Ct);
            await context.Events.EmitAsync(new SelectedWorkerEvent(context.Events.Now, context.Events.Origin, worker.Name), context.Ct);
            if (scope.IsResource)
            {
                owner = new ContainerOwner.CheckSession(
                    await services.Configs.FindOrCreateCheckSessionAsync(config.Id, config.OriginBaseTypeId, worker.Name, context.Ct));
            }

            return await StepTimeout.LimitAsync(run, context, plan.Timeout, run.Options.ResourceCheckTimeout, limited =>
                ProcessAsync(limited, worker, owner, type, scope, request)) is var end && end.End.Outcome is StepOutcome.Succeeded
                ? end
                : await UnsuccessfulAsync(end, scope);
        }
        catch (Exception e) when (!context.Cancellation.IsReleased && !Outage.Is(e))
        {
            await scope.EndAsync(succeeded: false, run.Released);
            if (context.Cancellation.IsCancelled)
            {
                throw;
            }

            throw new StepException($"run check: {e.Message}", e);
        }
    }

    private async Task<LeafEnd> UnsuccessfulAsync(LeafEnd end, CheckScope scope)
    {
        await scope.EndAsync(succeeded: false, run.Released);
        return end;
    }

    private async Task<LeafEnd> ProcessAsync(
        LeafContext context, StepWorker worker, ContainerOwner owner, FetchedType type, CheckScope scope, ReadOnlyMemory<byte> request)
    {
        var events = context.Events;
        var sandbox = await services.Sandboxes.OpenAsync(
            run,
            worker,
            new SandboxRequest
            {
                Owner = owner,
                Metadata = StepMetadata.Of(run.Build, plan, "check", plan.Name),
                Image = type.Image,
                Privileged = type.Privileged,
            },
            context);
        await events.EmitAsync(new StartEvent(events.Origin, events.Now), context.Ct);
        var process = new ProcessSpec
        {
            // One per run in a container that serves many: a build checks a container's config once.
            Id = $"check-{run.Build.Id}",
            Command = [ResourceScript.CheckPath],
            Environment = StepEnvironment.ForResource(run.Build, run.Options.ExternalUrl, hookStatus),
            Stdin = request,
        };
        var output = StepOutput.OfResource(events);
        var status = await ProcessEnd.RunAsync(run, services, context, sandbox, process, output);
        var end = status == 0
            ? await SaveAsync(context, scope, output.Answer)
            : new LeafEnd(StepEnd.Of(StepOutcome.Failure), [new FinishEvent(events.Origin, events.Now, false)]);
        return end with
        {
            CleanUp = scope.IsResource ? ct => services.Processes.ForgetAsync(sandbox.Sandbox, process, run.Epoch, output, ct) : null,
        };
    }

    private async Task<LeafEnd> SaveAsync(LeafContext context, CheckScope scope, ReadOnlyMemory<byte> answer)
    {
        var versions = ResourceScript.Versions(answer);
        if (versions.Any(v => v.Count == 0))
        {
            throw new StepException("resource output version is empty. Version must contain at least one key-value pair");
        }

        await services.Versions.SaveAsync(scope.Id, versions, context.Ct);
        await scope.EndAsync(succeeded: true, context.Ct);
        return Finished(context, versions.Count > 0 ? versions[^1] : null);
    }

    private static LeafEnd Finished(LeafContext context, ResourceVersion? version) => new(
        new StepEnd { Outcome = StepOutcome.Success, Version = version },
        [new FinishEvent(context.Events.Origin, context.Events.Now, true)]);

    private static async Task<T> ExplainAsync<T>(string doing, Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (e is StepException or BaseResourceTypeNotFoundException)
        {
            throw new StepException($"{doing}: {e.Message}", e);
        }
    }
}
