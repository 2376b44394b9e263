using Concourse.Core.Configuration;
using Concourse.Core.Json;
using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Core.Variables;

namespace Concourse.Core.Planning;

/// <summary>Makes the substeps of an across plan from its template and the values of its vars (pipeline-config.md §12.6).</summary>
public static class AcrossExpansion
{
    /// <summary>
    /// One substep per combination of values, the last var changing fastest; none when some var has no values.
    /// </summary>
    /// <param name="across">The plan.</param>
    /// <param name="values">The evaluated values of each var, in the order of the vars.</param>
    /// <exception cref="VarException">The template does not take a value; upstream's message.</exception>
    /// <exception cref="ConfigFormatException">A value is of the wrong type for its place.</exception>
    public static IReadOnlyList<AcrossInstance> Substeps(AcrossPlan across, IReadOnlyList<IReadOnlyList<Value>> values)
    {
        var template = JsonText.Parse(across.SubstepTemplate);
        return [.. Combinations(values).Select((combination, i) => Substep(across, template, combination, i))];
    }

    private static IEnumerable<Value[]> Combinations(IReadOnlyList<IReadOnlyList<Value>> values) =>
        values.Aggregate((IEnumerable<Value[]>)[[]], (combinations, next) =>
            combinations.SelectMany(c => next.Select(v => (Value[])[.. c, v])));

    private static AcrossInstance Substep(AcrossPlan across, Value template, Value[] values, int index)
    {
        var vars = new MapValue(across.Vars.Zip(values, (v, value) => (v.Name, value)));
        var plan = PlanJson.Parse(Interpolated(template, new StaticVariables(vars)), coerce: true);
        return new AcrossInstance(Renumber(plan, $"{across.Id}/{index}"), values);
    }

    private static Value Interpolated(Value template, StaticVariables vars)
    {
        try
        {
            return VarTemplate.InterpolateLocal(template, vars);
        }
        catch (VarException e)
        {
            throw new VarException($"failed to interpolate template: {e.Message}");
        }
    }

    private static Plan Renumber(Plan plan, string prefix)
    {
        var ids = new Dictionary<PlanId, PlanId>();
        foreach (var (n, node) in PlanWalk.Each(plan).Index())
        {
            ids[node.Id] = new PlanId($"{prefix}/{n}");
        }

        return PlanRewrite.WithIds(plan, id => ids.GetValueOrDefault(id, id));
    }
}

/// <summary>One combination of an across: its plan, and the values in the order of the vars.</summary>
public sealed record AcrossInstance(Plan Plan, IReadOnlyList<Value> Values);
