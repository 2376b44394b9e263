namespace Concourse.Core.Plans;

/// <summary>
/// Name of a plan node, unique within its build: lower-case hex of a counter, with <c>/image-check</c>,
/// <c>/image-get</c> or <c>/&lt;i&gt;/&lt;n&gt;</c> behind it for derived nodes (pipeline-config.md §12.1).
/// </summary>
public readonly record struct PlanId(string Text)
{
    /// <summary>The id of the check that finds this node's image.</summary>
    public PlanId ImageCheck => new($"{Text}/image-check");

    /// <summary>The id of the get that fetches this node's image.</summary>
    public PlanId ImageGet => new($"{Text}/image-get");

    public override string ToString() => Text ?? "";
}
