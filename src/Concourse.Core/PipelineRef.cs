using Concourse.Core.Values;

namespace Concourse.Core;

/// <summary>
/// Names a pipeline within its team: its name and, for one of a group of instances, the instance's vars
/// (null when the pipeline is not instanced).
/// </summary>
public sealed record PipelineRef(string Name, MapValue? InstanceVars = null)
{
    /// <summary><c>name</c>, or <c>name/key:value,…</c> for an instance.</summary>
    public override string ToString() => InstanceVars is null ? Name : $"{Name}/{Variables.InstanceVars.Text(InstanceVars)}";
}
