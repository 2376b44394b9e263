using Concourse.Core.Json;
using Concourse.Core.Planning;
using Concourse.Core.Plans;
using Concourse.Core.Variables;

namespace Concourse.Core.Tests.Plans;

/// <summary>The substeps of an across (pipeline-config.md §12.6).</summary>
public sealed class AcrossExpansionTests
{
    [Fact]
    public void Substeps_of_an_across_take_each_combination_and_ids_of_their_own()
    {
        var across = new AcrossPlan(new PlanId("5"))
        {
            Vars = [new("v", null, null), new("w", null, null)],
            SubstepTemplate = """{"id":"3","on_success":{"step":{"id":"1","put":{"name":"p-((.:v))","type":"((src:x))","source":{},"image":{}}},"on_success":{"id":"2","get":{"type":"t","source":{},"image":{},"version_from":"1","tags":["((.:w))"]}}}}""",
        };
        var substeps = AcrossExpansion.Substeps(across, [["a", "b"], ["x"]]);

        Assert.Equal(
            [
                """{"id":"5/0/0","on_success":{"step":{"id":"5/0/1","put":{"name":"p-a","type":"((src:x))","source":{},"image":{}}},"on_success":{"id":"5/0/2","get":{"type":"t","source":{},"image":{},"version_from":"5/0/1","tags":["x"]}}}}""",
                """{"id":"5/1/0","on_success":{"step":{"id":"5/1/1","put":{"name":"p-b","type":"((src:x))","source":{},"image":{}}},"on_success":{"id":"5/1/2","get":{"type":"t","source":{},"image":{},"version_from":"5/1/1","tags":["x"]}}}}""",
            ],
            substeps.Select(s => PlanJson.Write(s.Plan)));
        Assert.Empty(AcrossExpansion.Substeps(across, [["a"], []]));
    }

    [Theory]
    [InlineData("x-((.:v))", "{}", "failed to interpolate template: cannot interpolate non-primitive value (map[string]interface {}) from var: .:v")]
    [InlineData("((.:v.f))", "{}", "failed to interpolate template: missing field 'f' in var: v.f")]
    [InlineData("((.:v.f))", "1", "failed to interpolate template: cannot access field 'f' of non-map value ('json.Number') from var: v.f")]
    public void A_value_that_does_not_fit_into_a_substep_is_refused_in_upstreams_words(string name, string value, string message)
    {
        var across = new AcrossPlan(new PlanId("2"))
        {
            Vars = [new("v", null, null)],
            SubstepTemplate = $$$"""{"id":"1","load_var":{"name":"{{{name}}}","file":"a/b"}}""",
        };
        Assert.Equal(message, Assert.Throws<VarException>(() => AcrossExpansion.Substeps(across, [[JsonText.Parse(value)]])).Message);
    }
}
