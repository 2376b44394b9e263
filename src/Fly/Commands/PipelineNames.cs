using Concourse.Core;
using Concourse.Core.Validation;

namespace Fly.Commands;

/// <summary>What fly checks of a pipeline's name before it asks the server.</summary>
internal static class PipelineNames
{
    /// <exception cref="FlyException">The name is empty.</exception>
    public static void Check(PipelineRef? pipeline)
    {
        if (pipeline is not null && Identifier.Check(pipeline.Name, "pipeline", out _) is { } error)
        {
            throw new FlyException(error);
        }
    }
}
