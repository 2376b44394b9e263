using Concourse.Database.Execution;
using Concourse.Engine.Builds;
using Concourse.Engine.Scopes;
using Concourse.Engine.Steps;
using Concourse.Runtime.Images;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Volumes;

namespace Concourse.Engine.Containers;

/// <summary>
/// Makes and finds the containers of steps. The row comes first, with the handles of container and volumes; then the sandbox,
/// which making twice makes once; then the row is marked <c>created</c>; only then may a process start. So a <c>creating</c>
/// row says that nothing ran, and a <c>created</c> one without a sandbox that what ran is lost.
/// </summary>
public sealed class StepSandboxes(StepContainersRepository containers, WorkerPool workers)
{
    private const string NoImageAdvice =
        "rootfs must not be empty\nNo image specified for task? Make sure to specify \"image\" on your task step or " +
        "\"image_resource\" in your task config. The image must be in rootfs format.";

    /// <summary>The owner's sandbox on the worker.</summary>
    /// <exception cref="StepException">It was made before and is gone, or it cannot be made.</exception>
    /// <exception cref="OperationCanceledException">The step was told to stop before the sandbox was there.</exception>
    internal async Task<StepSandbox> OpenAsync(BuildRun run, StepWorker worker, SandboxRequest request, LeafContext context)
    {
        var ct = context.Ct;
        var image = await ImageAsync(worker, request, ct);
        var paths = request.Mounts.Keys.ToList();
        while (true)
        {
            var container = await containers.FindOrCreateAsync(request.Owner, worker.Name, run.Build.TeamId, request.Metadata, paths, ct);
            if (container.IsCreated)
            {
                if (await worker.Driver.FindAsync(container.Handle, ct) is { } found)
                {
                    return new StepSandbox(found, worker, container.Volumes);
                }

                await containers.ForgetAsync(container.Id, ct);
                if (request.Owner is ContainerOwner.BuildStep)
                {
                    throw new StepException(
                        $"container '{container.Handle}' of this step disappeared from worker '{worker.Name}' while the build was running; rerun the build");
                }

                continue;
            }

            ISandbox sandbox;
            try
            {
                // Nothing ran yet: a step that was told to stop need not begin, also when it is resumed.
                var stop = context.Cancellation.Token;
                stop.ThrowIfCancellationRequested();
                sandbox = await worker.Driver.CreateAsync(await SpecAsync(run.Build, container, request, image, stop), stop);
            }
            catch (SandboxException e)
            {
                await containers.MarkFailedAsync(container.Id, ct);
                throw new StepException(e.Message, e);
            }

            await containers.MarkCreatedAsync(container.Id, ct);
            return new StepSandbox(sandbox, worker, container.Volumes);
        }
    }

    /// <summary>The volume of an artifact.</summary>
    /// <exception cref="StepException">It, or its worker, is gone.</exception>
    public async Task<IVolume> VolumeAsync(Artifact.Tree tree, CancellationToken ct)
    {
        var worker = workers.Find(tree.Worker)
            ?? throw new StepException($"volume '{tree.Handle}' is on worker '{tree.Worker}', which this web node cannot reach");
        return await worker.Driver.FindVolumeAsync(tree.Handle, ct)
            ?? throw new StepException($"volume '{tree.Handle}' disappeared from worker '{tree.Worker}'");
    }

    private async Task<SandboxSpec> SpecAsync(
        BuildInfo build, StepContainer container, SandboxRequest request, (ImageSource Source, bool Privileged) image, CancellationToken ct)
    {
        var mounts = new List<VolumeMount>();
        foreach (var (path, source) in request.Mounts.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            VolumeContent content = source is null ? new VolumeContent.Empty() : new VolumeContent.CopyOf(await VolumeAsync(source, ct));
            mounts.Add(new VolumeMount(container.Volumes[path], path, content));
        }

        return new SandboxSpec
        {
            Handle = container.Handle,
            Metadata = new SandboxMetadata
            {
                Type = request.Metadata.Type,
                StepName = request.Metadata.StepName,
                Attempt = request.Metadata.Attempt,
                TeamName = build.TeamName,
                PipelineName = request.Metadata.PipelineName,
                PipelineInstanceVars = request.Metadata.PipelineInstanceVars,
                JobName = request.Metadata.JobName,
                BuildName = request.Metadata.BuildName,
            },
            Image = image.Source,
            Privileged = image.Privileged || request.Privileged,
            Hermetic = request.Hermetic,
            NeedsRoot = request.NeedsRoot,
            Limits = request.Limits,
            Mounts = mounts,
        };
    }

    private async Task<(ImageSource Source, bool Privileged)> ImageAsync(StepWorker worker, SandboxRequest request, CancellationToken ct)
    {
        switch (request.Image)
        {
            case StepImage.BaseType(var name):
                var offered = await worker.Driver.DescribeAsync(ct);
                var type = offered.ResourceTypes.FirstOrDefault(t => t.Type == name)
                    ?? throw new StepException($"worker '{worker.Name}' does not offer resource type '{name}'");
                return (new ImageSource.Registry(type.Image), type.Privileged);
            case StepImage.Fetched { Artifact: Artifact.RegistryImage image }:
                return (new ImageSource.Registry(image.Reference, image.Credentials), false);
            case StepImage.Fetched { Artifact: Artifact.Tree tree }:
                return (new ImageSource.Rootfs(await VolumeAsync(tree, ct)), false);
            case StepImage.Reference(var uri):
                return (new ImageSource.Registry(ImageReference.WithoutScheme(uri)), false);
            default:
                throw new StepException(NoImageAdvice);
        }
    }
}
