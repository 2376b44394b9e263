using System.Collections.Concurrent;
using Concourse.Runtime.Images;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Workers;
using Microsoft.Extensions.Logging;

namespace Concourse.LocalRuntime.Images;

/// <summary>
/// Which image stands for each configured type now: what the engine has under the name, else what the registry says. A type
/// without an image is left out and logged; the others go on.
/// </summary>
internal sealed partial class BaseResourceTypes(
    IReadOnlyDictionary<string, LocalResourceType> types, EngineImages images, RegistryClient registry, TimeProvider time, ILogger logger)
{
    // A worker registers every half minute; a registry need not be asked that often.
    private static readonly TimeSpan RegistryAnswersLast = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (string Digest, DateTimeOffset Until)> _digests = new();

    public async Task<IReadOnlyList<WorkerResourceType>> DescribeAsync(CancellationToken cancellationToken)
    {
        var described = new List<WorkerResourceType>();
        foreach (var (type, configured) in types)
        {
            try
            {
                var (image, version) = await ResolveAsync(configured.Image, cancellationToken);
                described.Add(new WorkerResourceType(type, image, version, configured.Privileged));
            }
            catch (Exception e) when (e is RegistryException or SandboxException)
            {
                Log.TypeNotOffered(logger, type, configured.Image, e.Message);
            }
        }

        return described;
    }

    private async Task<(string Image, string Version)> ResolveAsync(string text, CancellationToken cancellationToken)
    {
        if (!ImageReference.TryParse(text, out var reference))
        {
            return await images.FindAsync(text, cancellationToken) is { } byId
                ? (byId.ID, byId.ID)
                : throw new SandboxException($"the container engine has no image '{text}'");
        }

        if (reference.Digest is { } digest)
        {
            return (reference.At(digest).ToString(), digest);
        }

        if (await images.FindAsync(reference.ToString(), cancellationToken) is { } local)
        {
            var id = local.ID.StartsWith("sha256:", StringComparison.Ordinal) ? local.ID : "sha256:" + local.ID;
            return (id, id);
        }

        var found = await AskRegistryAsync(reference, cancellationToken);
        return (reference.At(found).ToString(), found);
    }

    private async Task<string> AskRegistryAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        var key = reference.ToString();
        if (_digests.TryGetValue(key, out var known) && known.Until > time.GetUtcNow())
        {
            return known.Digest;
        }

        var digest = await registry.ResolveDigestAsync(reference, null, cancellationToken);
        _digests[key] = (digest, time.GetUtcNow() + RegistryAnswersLast);
        return digest;
    }

    private static partial class Log
    {
        [LoggerMessage(3101, LogLevel.Warning, "resource type {Type} is not offered: its image {Image} cannot be found: {Reason}")]
        public static partial void TypeNotOffered(ILogger logger, string type, string image, string reason);
    }
}
