using Concourse.Core.Plans;
using Concourse.Engine.Tests.World;
using Concourse.Testing.Postgres;

namespace Concourse.Engine.Tests.Steps;

/// <summary>The <c>run</c> step.</summary>
public sealed class RunStepTests(PostgresFixture postgres) : EngineTest(postgres)
{
    [Fact]
    public async Task A_run_step_only_pretends()
    {
        var (_, events) = await RunAsync(new RunPlan(new PlanId("1")) { Message = "build", Type = "go" });

        Assert.Equal(
            [
                "initialize 1", "start 1",
                "log 1 stderr: \u001b[1;33mthe run step is not yet implemented\u001b[0m\n\n\u001b[1;34mpretending to run build on prototype go...\u001b[0m\n",
                "finish 1 True",
            ],
            Of("1", events));
    }
}
