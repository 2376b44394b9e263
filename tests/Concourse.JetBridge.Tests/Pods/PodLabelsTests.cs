using Concourse.JetBridge.Pods;
using Concourse.Runtime.Sandboxes;

namespace Concourse.JetBridge.Tests.Pods;

public sealed class PodLabelsTests
{
    [Fact]
    public void Names_become_label_values_and_empty_ones_are_left_out()
    {
        var metadata = new SandboxMetadata { Type = "task", PipelineName = "deploy", JobName = "unit test/é", BuildName = "42.1" };

        var labels = PodLabels.For("k8s-ci", "abcdef12-3456", metadata);

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["concourse.ci/worker"] = "k8s-ci",
                ["concourse.ci/type"] = "task",
                ["concourse.ci/handle"] = "abcdef12-3456",
                ["concourse.ci/pipeline"] = "deploy",
                ["concourse.ci/job"] = "unit-test",
                ["concourse.ci/build"] = "42.1",
            },
            labels);
    }

    [Fact]
    public void The_type_stays_even_when_it_is_empty()
    {
        Assert.Equal("", PodLabels.For("w", "h", new SandboxMetadata { Type = "" })["concourse.ci/type"]);
    }

    [Fact]
    public void Every_value_is_one_that_kubernetes_accepts()
    {
        CsCheck.Check.Sample(CsCheck.Gen.String, name =>
        {
            var labels = PodLabels.For("k8s-" + name, "h", new SandboxMetadata { Type = name, PipelineName = name, StepName = name });
            Assert.All(labels.Values, value => Assert.Matches("^(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?$", value));
        });
    }

    [Fact]
    public void A_value_that_ends_in_a_hyphen_after_the_cut_is_trimmed()
    {
        var metadata = new SandboxMetadata { Type = "task", StepName = new string('a', 62) + "-more" };

        Assert.Equal(new string('a', 62), PodLabels.For("w", "h", metadata)["concourse.ci/step"]);
    }
}
