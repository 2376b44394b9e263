using Concourse.JetBridge.Pods;
using Concourse.Runtime.Sandboxes;

namespace Concourse.JetBridge.Tests.Pods;

public sealed class PodNamesTests
{
    private const string Handle = "abcdef12-3456-4789-8abc-def012345678";

    [Theory]
    [InlineData("my_pipe.line", "unit test", "1", "my-pipe-line-unit-test-b1-task-abcdef12")]
    [InlineData("pipe@line!", "job#1", "1", "pipeline-job1-b1-task-abcdef12")]
    [InlineData("extremely-long-pipeline-name-for-testing", "extremely-long-job-name-for-testing", "999999",
        "extremely-long-pipel-extremely-long-job-n-b999999-task-abcdef12")]
    [InlineData("this-is-a-very-long-pipeline", "job", "2", "this-is-a-very-long-job-b2-task-abcdef12")]
    [InlineData("p", "j", "", "p-j-task-abcdef12")]
    [InlineData("p", "j", "42.1", "p-j-b42.1-task-abcdef12")]
    [InlineData("", "j", "1", Handle)]
    [InlineData("p", "", "1", Handle)]
    [InlineData("日本", "j", "1", Handle)]
    public void A_build_steps_pod_is_named_after_pipeline_job_and_build(string pipeline, string job, string build, string expected)
    {
        var metadata = new SandboxMetadata { Type = "task", PipelineName = pipeline, JobName = job, BuildName = build };

        Assert.Equal(expected, PodNames.For(Handle, metadata));
    }

    [Theory]
    [InlineData("my-git-resource", "chk-my-git-resource-abcdef12")]
    [InlineData("", Handle)]
    [InlineData("!!", Handle)]
    public void A_checks_pod_is_named_after_the_resource(string step, string expected)
    {
        Assert.Equal(expected, PodNames.For(Handle, new SandboxMetadata { Type = "check", StepName = step }));
    }

    [Fact]
    public void No_name_is_longer_than_a_host_name_may_be()
    {
        var metadata = new SandboxMetadata
        {
            Type = "task",
            PipelineName = new string('p', 200),
            JobName = new string('j', 200),
            BuildName = new string('9', 40),
        };

        Assert.InRange(PodNames.For(Handle, metadata).Length, 1, 63);
    }
}
