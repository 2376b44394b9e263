using Concourse.Core.Configuration;
using Concourse.Core.Values;

namespace Concourse.Core.Planning;

/// <summary>What the operator decides about plans.</summary>
public sealed record PlanningOptions
{
    public static PlanningOptions Default { get; } = new();

    /// <summary>Interval of image checks whose type has no <c>check_every</c>.</summary>
    public CheckEvery CheckInterval { get; init; } = CheckEvery.At(TimeSpan.FromMinutes(1));

    /// <summary>Source defaults of base resource types, by type.</summary>
    public IReadOnlyDictionary<string, MapValue> BaseTypeDefaults { get; init; } = new Dictionary<string, MapValue>();
}
