namespace Concourse.TestServer;

/// <summary>What a test tells the web node that it starts, as JSON in the process's first argument.</summary>
public sealed record TestServerOptions
{
    /// <summary>Directory of PostgreSQL's Unix socket.</summary>
    public required string DatabaseSocket { get; init; }

    public required int DatabasePort { get; init; }

    public required string DatabaseUser { get; init; }

    public required string Database { get; init; }

    /// <summary>Where the driver keeps sandboxes and volumes; it outlives this process.</summary>
    public required string SandboxFolder { get; init; }

    /// <summary>Folder that is the image of the one resource type, and of tasks that name it.</summary>
    public required string ImageFolder { get; init; }

    /// <summary>Name of the resource type and reference of its image.</summary>
    public required string ResourceType { get; init; }

    /// <summary>User and password of the main team's owner.</summary>
    public required string UserName { get; init; }

    /// <summary>The process that runs the test: sandboxes do not outlive it.</summary>
    public int Owner { get; init; } = Environment.ProcessId;
}
