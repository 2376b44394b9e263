namespace Concourse.Database.Execution;

/// <summary>Another writer's event has the number that ours should get: the build is no longer this node's.</summary>
public sealed class EventIdTakenException(long buildId, Exception cause)
    : Exception($"another node has written events of build {buildId}", cause)
{
    public long BuildId { get; } = buildId;
}
