namespace Concourse.Database.Execution;

/// <summary>What a container exists for (engine chapter §16.1): a container of the same owner on the same worker is used again.</summary>
public abstract record ContainerOwner
{
    private ContainerOwner()
    {
    }

    /// <summary>One step of a build.</summary>
    public sealed record BuildStep(long BuildId, string PlanId, int TeamId) : ContainerOwner;

    /// <summary>All checks of a resource config, until the session expires.</summary>
    public sealed record CheckSession(int SessionId) : ContainerOwner;
}
