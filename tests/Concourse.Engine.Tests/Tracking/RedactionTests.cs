using Concourse.Core.Builds;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Plans;
using Concourse.Engine.Tests.World;
using Concourse.Runtime.Processes;
using Concourse.Testing.Postgres;

namespace Concourse.Engine.Tests.Tracking;

/// <summary>What a build has read as a secret is seen in none of its events (engine chapter §3.2).</summary>
public sealed class RedactionTests(PostgresFixture postgres) : EngineTest(postgres)
{
    [Fact]
    public async Task A_loaded_var_is_hidden_in_the_tasks_command_and_output_even_in_pieces()
    {
        World.Scripts["/opt/resource/in"] = p =>
        {
            p.Sandbox.Volumes["/tmp/build/get"].Files["token"] = "hunter2\n";
            p.Print("{\"version\":{\"v\":\"1\"}}");
            return Task.FromResult(0);
        };
        var given = "";
        World.Scripts["hunter2"] = async p =>
        {
            given = p.Spec.Command[1];
            p.Print("now hunt");
            await StoredAsync("now ");
            p.Print("er2, hunters\r\ncontinue? ");
            await StoredAsync("now hunter2, hunters\r\ncontinue? ");
            return 0;
        };
        var config = new TaskConfig
        {
            Platform = "linux",
            RootfsUri = "docker:///busybox",
            Run = new TaskRunConfig { Path = "((.:token))", Args = ["--token=((.:token))"] },
        };

        var (status, events) = await RunAsync(Do(
            "4", Get("1", "repo"), new LoadVarPlan(new PlanId("2")) { Name = "token", File = "repo/token" }, TaskOf("3", "use", config)));

        Assert.Equal(BuildStatus.Succeeded, status);
        Assert.Equal("--token=hunter2", given);
        Assert.Contains("start-task 3 ((redacted)) --token=((redacted))", events);
        Assert.Contains("log 3 stdout: now ((redacted)), hunters\r\ncontinue? ", events);
        Assert.DoesNotContain(events, e => e.Contains("hunter2", StringComparison.Ordinal));
    }

    // Returns when the task's output up to the end of this text is stored, while the task still runs.
    private async Task StoredAsync(string text)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (!World.Acknowledged.Any(a => a.Key is (var process, ProcessStream.Stdout) && process.StartsWith("task@", StringComparison.Ordinal) && a.Value == text.Length))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), deadline.Token);
        }
    }
}
