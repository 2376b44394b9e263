using Concourse.Runtime.Sandboxes;

namespace Concourse.Engine.Containers;

/// <summary>A worker that this node can reach.</summary>
public sealed record StepWorker(string Name, IRuntimeDriver Driver);
