namespace Concourse.Database.Containers;

/// <summary>What a container was to serve was deleted before it was made.</summary>
public sealed class ContainerOwnerGoneException(string handle, Exception cause)
    : Exception($"the owner or worker of container {handle} disappeared", cause);
