using Concourse.Core.Builds;
using Concourse.Core.Configuration.Tasks;
using Concourse.Engine.Containers;
using Concourse.Engine.Tests.World;
using Concourse.Runtime.Supervision;
using Concourse.Testing.Postgres;
using Concourse.Testing.Sandboxes;

namespace Concourse.Engine.Tests.Tracking;

/// <summary>Builds whose tasks are real processes under the real supervisor.</summary>
public sealed class SupervisedBuildTests(PostgresFixture postgres) : EngineTest(postgres)
{
    [Fact]
    public async Task A_task_that_outlives_its_web_nodes_runs_once_and_its_log_is_complete()
    {
        var folder = Directory.CreateTempSubdirectory("cc-engine-").FullName;
        await using var driver = new ProcessRuntimeDriver(folder) { WorkerName = ScriptedWorld.Worker };
        // The sandboxes share the host's /dev, and nothing else that can be written to.
        var counted = Path.Combine("/dev/shm", Path.GetFileName(folder));
        var script = $"echo started >> {counted}; i=0; while [ $i -lt 60 ]; do echo line $i; i=$((i+1)); sleep 0.02; done";
        var id = await StartAsync(TaskOf("1", "count", Shell(script)));
        var nodes = 0;
        for (; await StatusAsync(id) == BuildStatus.Started; nodes++)
        {
            Assert.InRange(nodes, 0, 40);
            using var death = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            death.CancelAfter(TimeSpan.FromMilliseconds(400 + (300 * nodes)));
            await using var engine = Engine(driver);
            await engine.Runner.RunAsync(id, death.Token);
        }

        Assert.Equal(BuildStatus.Succeeded, await StatusAsync(id));
        Assert.Equal(
            [
                "status started", "initialize-task 1", "selected-worker 1 scripted", $"start-task 1 /bin/sh -c {script}",
                "log 1 stdout: " + string.Concat(Enumerable.Range(0, 60).Select(i => $"line {i}\r\n")), "finish-task 1 0", "status succeeded",
            ],
            await EventsAsync(id));
        Assert.Equal("started\n", await File.ReadAllTextAsync(counted, Ct));
        File.Delete(counted);
    }

    [Fact]
    public async Task Outputs_of_a_real_task_are_inputs_of_the_next_one()
    {
        var folder = Directory.CreateTempSubdirectory("cc-engine-").FullName;
        await using var driver = new ProcessRuntimeDriver(folder) { WorkerName = ScriptedWorld.Worker };
        var first = Shell("echo hello > made/file") with { Outputs = [new TaskOutputConfig { Name = "made" }] };
        var second = Shell("cat made/file; exit 3") with { Inputs = [new TaskInputConfig { Name = "made" }] };
        var id = await StartAsync(Do("3", TaskOf("1", "make", first), TaskOf("2", "use", second)));
        await using var engine = Engine(driver);
        await engine.Runner.RunAsync(id, Ct);

        Assert.Equal(BuildStatus.Failed, await StatusAsync(id));
        Assert.Equal(["log 2 stdout: hello\r\n", "finish-task 2 3", "status failed"], (await EventsAsync(id))[^3..]);
    }

    private EngineUnderTest Engine(ProcessRuntimeDriver driver) =>
        new(Database, driver, new SupervisorProcessRunner(new SupervisorOptions(), TimeProvider.System));

    private static TaskConfig Shell(string script) => new()
    {
        Platform = "linux",
        RootfsUri = "docker:///machine",
        Run = new TaskRunConfig { Path = "/bin/sh", Args = ["-c", script] },
    };
}
