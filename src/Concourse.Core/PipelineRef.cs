using Concourse.Core.Values;

namespace Concourse.Core;

/// <summary>
/// Names a pipeline within its team: its name and, for one of a group of instances, the instance's vars
/// (null when the pipeline is not instanced).
/// </summary>
public sealed record PipelineRef(string Name, MapValue? InstanceVars = null);
