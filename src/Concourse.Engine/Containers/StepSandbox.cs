using Concourse.Runtime.Sandboxes;

namespace Concourse.Engine.Containers;

/// <summary>A step's sandbox that is up, or coming up.</summary>
/// <param name="Sandbox">Where processes can be started.</param>
/// <param name="Worker">Where it is.</param>
/// <param name="Volumes">Handles of its volumes by mount path.</param>
public sealed record StepSandbox(ISandbox Sandbox, StepWorker Worker, IReadOnlyDictionary<string, string> Volumes);
