using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Events;
using Concourse.Core.Plans;
using Concourse.Engine.Builds;
using Concourse.Engine.Containers;
using Concourse.Engine.Events;
using Concourse.Engine.Journal;
using Concourse.Engine.Scopes;
using Concourse.Engine.Steps.Images;
using Concourse.Runtime.Processes;
using Concourse.Runtime.Sandboxes;

namespace Concourse.Engine.Steps.Tasks;

/// <summary>Runs a command of the user's in an image, with artifacts in and out (engine chapter §7).</summary>
internal sealed class TaskStep(TaskPlan plan, BuildRun run, StepServices services, ImageFetcher images) : ILeaf
{
    private const string ProcessId = "task";
    private const string NoExecutable =
        "No executable defined for task. Specify an executable to run in either the task config (run.path) or as an ENTRYPOINT/CMD in the container image.";

    private static readonly TerminalSize Terminal = new(500, 500);

    public async Task<LeafEnd> RunAsync(LeafContext context)
    {
        var events = context.Events;
        var files = new ArtifactFiles(services.Sandboxes);
        var loaded = await new TaskConfigSource(plan, run, files).LoadAsync(context.Scope, context.Ct);
        var config = loaded.WithDefaultLimits(run.Options.DefaultTaskLimits);
        await events.EmitAsync(new InitializeTaskEvent(events.Now, events.Origin, TaskEventConfig.Empty), context.Ct);

        var imageSource = new TaskImage(plan, run, images, files, services.Planning);
        var image = await imageSource.FindAsync(config, context);
        if (config.Run.Path.Length == 0)
        {
            config = WithCommand(config, await imageSource.EntrypointAsync(image, context.Ct));
        }

        var layout = TaskLayout.Of(plan, config, context.Scope);
        var sidecars = await new SidecarSource(plan, files).LoadAsync(config, context.Scope, context.Ct);
        if (sidecars.Count > 0)
        {
            throw new StepException("this version of the server cannot run sidecars");
        }

        var owner = StepMetadata.Owner(run.Build, plan);
        var worker = await services.Workers.SelectAsync(
            owner, new WorkerRequirements { TeamId = run.Build.TeamId, Platform = config.Platform, Tags = plan.Tags ?? [] }, context.Ct);
        await events.EmitAsync(new SelectedWorkerEvent(events.Now, events.Origin, worker.Name), context.Ct);

        var request = new SandboxRequest
        {
            Owner = owner,
            Metadata = StepMetadata.Of(run.Build, plan, "task", plan.Name, layout.Directory, config.Run.User),
            Image = image,
            Privileged = plan.Privileged,
            Hermetic = plan.Hermetic,
            NeedsRoot = config.Run.User.Length > 0,
            Limits = new SandboxLimits((long?)config.Limits!.Cpu, (long?)config.Limits.Memory),
            Mounts = await WithCachesAsync(layout, worker, context.Ct),
        };
        return await StepTimeout.LimitAsync(run, context, plan.Timeout, run.Options.DefaultTaskTimeout, limited =>
            ProcessAsync(limited, worker, request, config, layout));
    }

    private async Task<LeafEnd> ProcessAsync(
        LeafContext context, StepWorker worker, SandboxRequest request, TaskConfig config, TaskLayout layout)
    {
        var events = context.Events;
        var sandbox = await services.Sandboxes.OpenAsync(run, worker, request, context);
        await events.EmitAsync(new StartTaskEvent(events.Now, events.Origin, Shown(config, events)), context.Ct);
        var process = new ProcessSpec
        {
            Id = ProcessId,
            Command = [config.Run.Path, .. config.Run.Args ?? []],
            Environment = Environment(config),
            Directory = TaskLayout.Resolve(layout.Directory, config.Run.Dir),
            User = config.Run.User.Length > 0 ? config.Run.User : null,
            Terminal = Terminal,
        };

        (StepOutcome Outcome, BuildEvent Event) end;
        try
        {
            var status = await ProcessEnd.RunAsync(run, services, context, sandbox, process, StepOutput.OfTask(events));
            end = (status == 0 ? StepOutcome.Success : StepOutcome.Failure, new FinishTaskEvent(events.Now, status, events.Origin));
        }
        catch (OperationCanceledException) when (!context.Cancellation.IsReleased)
        {
            // What the task left behind is registered all the same.
            end = context.Cancellation.Reason == CancellationReason.Deadline
                ? (StepOutcome.Failure, new ErrorEvent("timeout exceeded", events.Origin, events.Now))
                : (StepOutcome.Abort, new ErrorEvent("interrupted", events.Origin, events.Now));
        }

        await KeepCachesAsync(worker, sandbox, layout);
        var artifacts = layout.Outputs.Select(output =>
            new NamedArtifact(output.Name, new Artifact.Tree(worker.Name, sandbox.Volumes[output.Path], FromCache: false)));
        return new LeafEnd(new StepEnd { Outcome = end.Outcome, Artifacts = [.. artifacts] }, [end.Event]);
    }

    private static TaskEventConfig Shown(TaskConfig config, StepEvents events) => TaskEventConfig.Of(config) with
    {
        RunPath = events.Redact(config.Run.Path),
        RunArgs = config.Run.Args is { } arguments ? [.. arguments.Select(events.Redact)] : null,
    };

    private async Task<IReadOnlyDictionary<string, Artifact.Tree?>> WithCachesAsync(TaskLayout layout, StepWorker worker, CancellationToken ct)
    {
        if (run.Build.JobId is not { } job || layout.Caches.Count == 0)
        {
            return layout.Mounts;
        }

        var kept = await services.TaskCaches.FindVolumesAsync(job, plan.Name, worker.Name, ct);
        var mounts = new Dictionary<string, Artifact.Tree?>(layout.Mounts);
        foreach (var (cache, path) in layout.Caches)
        {
            if (kept.TryGetValue(cache.Path, out var volume) && await worker.Driver.FindVolumeAsync(volume, ct) is not null)
            {
                mounts[path] = new Artifact.Tree(worker.Name, volume, FromCache: true);
            }
        }

        return mounts;
    }

    private async Task KeepCachesAsync(StepWorker worker, StepSandbox sandbox, TaskLayout layout)
    {
        if (run.Build.JobId is not { } job)
        {
            return;
        }

        foreach (var (cache, path) in layout.Caches)
        {
            var ttl = run.Options.DefaultTaskCacheTtl;
            if (cache.Ttl.Length > 0)
            {
                ttl = GoDuration.TryParse(cache.Ttl, out var own, out var error)
                    ? own.ToTimeSpan()
                    : throw new StepException($"invalid cache ttl \"{cache.Ttl}\": {error}");
            }

            await services.TaskCaches.ReplaceAsync(job, plan.Name, cache.Path, ttl, worker.Name, sandbox.Volumes[path], run.Released);
        }
    }

    private IReadOnlyList<string> Environment(TaskConfig config)
    {
        var parameters = (config.Params ?? new Dictionary<string, string>()).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}");
        return run.Options.ExternalUrl.Length > 0 ? [$"ATC_EXTERNAL_URL={run.Options.ExternalUrl}", .. parameters] : [.. parameters];
    }

    private static TaskConfig WithCommand(TaskConfig config, ImageEntrypoint entrypoint)
    {
        var command = entrypoint.CommandLine;
        return command.Count == 0
            ? throw new StepException(NoExecutable)
            : config with { Run = config.Run with { Path = command[0], Args = [.. command.Skip(1), .. config.Run.Args ?? []] } };
    }
}
