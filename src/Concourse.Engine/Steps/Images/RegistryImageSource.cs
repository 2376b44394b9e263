using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Core.Versions;
using Concourse.Runtime.Images;

namespace Concourse.Engine.Steps.Images;

/// <summary>
/// Images of the base type <c>registry-image</c>: the node pulls them, so finding the digest and reading the entrypoint is all
/// there is to do, and no container and no download is needed for it.
/// </summary>
internal static class RegistryImageSource
{
    public const string TypeName = "registry-image";

    public static bool IsOf(ResourcePlan plan) => plan.Type == TypeName && plan.Image is { Get: null, BaseType: TypeName };

    /// <summary>Repository and tag that a source names.</summary>
    /// <exception cref="StepException">No repository, or no valid one.</exception>
    public static ImageReference Reference(MapValue? source)
    {
        var repository = source?.Text("repository") ?? throw new StepException("registry-image: source has no 'repository'");
        var tag = source.TryGetValue("tag", out var value) ? value switch
        {
            StringValue text => text.Text,
            NumberValue number => number.Text,
            _ => throw new StepException("registry-image: 'tag' in source must be a string"),
        } : "latest";
        return ImageReference.TryParse($"{repository}:{tag}", out var reference)
            ? reference
            : throw new StepException($"registry-image: invalid image reference '{repository}:{tag}'");
    }

    public static RegistryCredentials? Credentials(MapValue? source) =>
        source?.Text("username") is { Length: > 0 } user ? new RegistryCredentials(user, source.Text("password") ?? "") : null;

    /// <exception cref="StepException">The version names no digest.</exception>
    public static string Digest(ResourceVersion version) => version.TryGetValue("digest", out var digest)
        ? digest
        : throw new StepException("registry-image: version has no 'digest'");
}
