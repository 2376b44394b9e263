using Concourse.Core.Plans;

namespace Concourse.Core.Tests.Plans;

/// <summary>What of a plan everybody may see (pipeline-config.md §12).</summary>
public sealed class PublicPlanTests
{
    [Fact]
    public void A_public_plan_shows_names_and_structure_only()
    {
        var plan = PlanJson.Parse(
            """
            {"id":"9","ensure":{"step":{"id":"8","do":[
            {"id":"1","get":{"name":"g","type":"c","source":{"secret":1},"params":{"p":1},"image":{"check_plan":{"id":"1/image-check","check":{"name":"c","type":"b","source":{},"image":{"base_type":"b"}}},"get_plan":{"id":"1/image-get","get":{"name":"c","type":"b","source":{},"image":{"base_type":"b"},"version_from":"1/image-check"}}},"version":{"ref":"x"},"resource":"g"}},
            {"id":"2","in_parallel":{"steps":null,"limit":1}},
            {"id":"3","set_pipeline":{"name":"self","file":"f","vars":{"v":1}}},
            {"id":"4","across":{"vars":[{"name":"v","values":[1]}],"substep_template":"{}","fail_fast":true}},
            {"id":"5","timeout":{"step":{"id":"6","load_var":{"name":"l","file":"f"}},"duration":"1h"}}]},
            "ensure":{"id":"7","task":{"name":"t","privileged":true,"hermetic":false,"config_path":"x"}}}}
            """);

        Assert.Equal(
            """
            {"id":"9","ensure":{"step":{"id":"8","do":[
            {"id":"1","get":{"name":"g","type":"c","resource":"g","version":{"ref":"x"},"image_get_plan":{"id":"1/image-get","get":{"name":"c","type":"b"}},"image_check_plan":{"id":"1/image-check","check":{"name":"c","type":"b"}}}},
            {"id":"2","in_parallel":{"steps":[],"limit":1}},
            {"id":"3","set_pipeline":{"name":"self","team":"","instance_vars":null}},
            {"id":"4","across":{"vars":[{"name":"v"}],"fail_fast":true}},
            {"id":"5","timeout":{"step":{"id":"6","load_var":{"name":"l"}},"duration":"1h"}}]},
            "ensure":{"id":"7","task":{"name":"t","privileged":true,"hermetic":false}}}}
            """.Replace("\n", ""),
            PublicPlan.Of(plan).Text);
    }

    [Theory]
    [InlineData("""{"id":"1","put":{"name":"n","type":"t","source":{"s":1},"image":{"base_type":"b"},"params":{"p":1},"inputs":"all","resource":"r","tags":["w"],"timeout":"1h"}}""", """{"id":"1","put":{"name":"n","type":"t","resource":"r"}}""")]
    [InlineData("""{"id":"1","get":{"type":"t","source":{},"image":{},"version_from":"0","params":{"p":1}}}""", """{"id":"1","get":{"name":"","type":"t"}}""")]
    [InlineData("""{"id":"1","check":{"name":"n","type":"t","source":{"s":1},"image":{},"from_version":{"v":"1"},"resource":"r","interval":"1m0s"}}""", """{"id":"1","check":{"name":"n","type":"t"}}""")]
    [InlineData("""{"id":"1","run":{"message":"m","type":"p","object":{"o":1},"privileged":true}}""", """{"id":"1","run":{"message":"m","type":"p","privileged":true}}""")]
    [InlineData("""{"id":"1","set_pipeline":{"name":"p","file":"f","team":"t","instance_vars":{"i":1}}}""", """{"id":"1","set_pipeline":{"name":"p","team":"t","instance_vars":{"i":1}}}""")]
    [InlineData("""{"id":"3","retry":[{"id":"1","load_var":{"name":"v","file":"f","reveal":true}},{"id":"2","load_var":{"name":"v","file":"f"}}]}""", """{"id":"3","retry":[{"id":"1","load_var":{"name":"v"}},{"id":"2","load_var":{"name":"v"}}]}""")]
    [InlineData("""{"id":"2","try":{"step":{"id":"1","do":[]}}}""", """{"id":"2","try":{"step":{"id":"1","do":[]}}}""")]
    [InlineData("""{"id":"3","on_success":{"step":{"id":"1","do":[]},"on_success":{"id":"2","do":[]}}}""", """{"id":"3","on_success":{"step":{"id":"1","do":[]},"on_success":{"id":"2","do":[]}}}""")]
    [InlineData("""{"id":"3","on_failure":{"step":{"id":"1","do":[]},"on_failure":{"id":"2","do":[]}}}""", """{"id":"3","on_failure":{"step":{"id":"1","do":[]},"on_failure":{"id":"2","do":[]}}}""")]
    [InlineData("""{"id":"3","on_abort":{"step":{"id":"1","do":[]},"on_abort":{"id":"2","do":[]}}}""", """{"id":"3","on_abort":{"step":{"id":"1","do":[]},"on_abort":{"id":"2","do":[]}}}""")]
    [InlineData("""{"id":"3","on_error":{"step":{"id":"1","do":[]},"on_error":{"id":"2","do":[]}}}""", """{"id":"3","on_error":{"step":{"id":"1","do":[]},"on_error":{"id":"2","do":[]}}}""")]
    [InlineData("""{"id":"1","artifact_input":{"artifact_id":7,"name":"a"}}""", """{"id":"1","artifact_input":{"artifact_id":7,"name":"a"}}""")]
    [InlineData("""{"id":"1","artifact_output":{"name":"a"}}""", """{"id":"1","artifact_output":{"name":"a"}}""")]
    [InlineData("""{"id":"1","dependent_get":{"type":"t","name":"n","resource":"r"}}""", """{"id":"1","dependent_get":{"name":"n","type":"t","resource":"r"}}""")]
    [InlineData("""{"id":"1","attempts":[1,2],"task":{"name":"t","privileged":false,"hermetic":true,"config_path":"x"}}""", """{"id":"1","task":{"name":"t","privileged":false,"hermetic":true}}""")]
    public void Each_kind_of_node_shows_what_the_table_says(string plan, string shown) => Assert.Equal(shown, PublicPlan.Of(PlanJson.Parse(plan)).Text);
}
