using Concourse.Core.Builds;
using Concourse.Testing.Postgres;

namespace Concourse.Scheduling.Tests.Jobs;

public sealed class SchedulerTests(PostgresFixture postgres)
{
    private const string UnitThenShip =
        """
        resources:
        - {name: repo, type: git, source: {uri: "git://example/repo"}}
        jobs:
        - name: unit
          plan:
          - {get: repo, trigger: true}
        - name: ship
          serial: true
          plan:
          - {get: repo, trigger: true, passed: [unit]}
        - name: by-hand
          plan:
          - {get: repo}
        """;

    private const string RepoWithTools =
        """
        resources:
        - {name: repo, type: git, source: {uri: "git://example/repo"}}
        - {name: tools, type: git, source: {uri: "git://example/tools"}}
        jobs:
        - name: unit
          serial: true
          plan:
          - {get: repo, trigger: true}
          - {get: tools}
        """;

    [Fact]
    public async Task A_new_version_starts_a_build_of_the_job_that_it_triggers()
    {
        await using var bench = await SchedulingBench.CreateAsync(postgres, UnitThenShip);
        await bench.CheckedAsync("repo", "1");

        await bench.ScheduleAsync();
        await bench.ScheduleAsync();

        Assert.Equal("1 started", await bench.BuildsOfAsync("unit"));
        Assert.Equal("", await bench.BuildsOfAsync("by-hand"));
        Assert.Equal("exec.v2", await bench.ScalarAsync<string>("SELECT schema FROM builds WHERE status = 'started' AND job_id IS NOT NULL"));
        Assert.Contains("\"version\": {\"v\": \"1\"}", await bench.ScalarAsync<string>("SELECT public_plan::jsonb::text FROM builds WHERE job_id IS NOT NULL"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_behind_another_waits_for_its_success_and_takes_the_same_version()
    {
        await using var bench = await SchedulingBench.CreateAsync(postgres, UnitThenShip);
        await bench.CheckedAsync("repo", "1");
        await bench.ScheduleAsync();
        var unit = await bench.StartedBuildAsync("unit");
        Assert.Equal("", await bench.BuildsOfAsync("ship"));

        await bench.FinishAsync(unit);
        await bench.ScheduleAsync();

        Assert.Equal("1 started", await bench.BuildsOfAsync("ship"));
        Assert.Equal(unit, await bench.ScalarAsync<long>("SELECT from_build_id FROM build_pipes"));
    }

    [Fact]
    public async Task A_failed_build_lets_nothing_pass()
    {
        await using var bench = await SchedulingBench.CreateAsync(postgres, UnitThenShip);
        await bench.CheckedAsync("repo", "1");
        await bench.ScheduleAsync();

        await bench.FinishAsync(await bench.StartedBuildAsync("unit"), BuildStatus.Failed);
        await bench.ScheduleAsync();

        Assert.Equal("", await bench.BuildsOfAsync("ship"));
        Assert.Equal(
            "no satisfiable builds from passed jobs found for set of inputs",
            await bench.ScalarAsync<string>("SELECT resolve_error FROM next_build_inputs n JOIN jobs j ON j.id = n.job_id WHERE j.name = 'ship'"));
    }

    [Fact]
    public async Task A_serial_job_starts_its_second_build_when_the_first_ends()
    {
        await using var bench = await SchedulingBench.CreateAsync(postgres, UnitThenShip);
        await bench.CheckedAsync("repo", "1");
        await bench.ScheduleAsync();
        await bench.FinishAsync(await bench.StartedBuildAsync("unit"));
        await bench.ScheduleAsync();
        var first = await bench.StartedBuildAsync("ship");
        await bench.TriggerAsync("ship");

        await bench.ScheduleAsync();
        Assert.Equal("1 started, 2 pending", await bench.BuildsOfAsync("ship"));

        await bench.FinishAsync(first);
        await bench.ScheduleAsync();
        Assert.Equal("1 succeeded, 2 started", await bench.BuildsOfAsync("ship"));
    }

    [Fact]
    public async Task A_manual_build_has_its_inputs_checked_first_and_takes_what_they_find()
    {
        await using var bench = await SchedulingBench.CreateAsync(postgres, UnitThenShip);
        await bench.CheckedAsync("repo", "1");
        await bench.TriggerAsync("by-hand");

        await bench.ScheduleAsync();
        await bench.ScheduleAsync();
        Assert.Equal("1 pending", await bench.BuildsOfAsync("by-hand"));
        Assert.Equal(1, await bench.RunningChecksAsync("repo"));

        await bench.CheckedAsync("repo", "1", "2");
        await bench.ScheduleAsync();

        Assert.Equal("1 started", await bench.BuildsOfAsync("by-hand"));
        Assert.Equal(
            "2",
            await bench.ScalarAsync<string>(
                """
                SELECT v.version->>'v' FROM build_resource_config_version_inputs i
                JOIN builds b ON b.id = i.build_id JOIN jobs j ON j.id = b.job_id
                JOIN resource_config_versions v ON v.version_sha256 = i.version_digest WHERE j.name = 'by-hand'
                """));
    }

    [Fact]
    public async Task A_triggered_build_has_its_other_inputs_checked_first_and_takes_what_they_find()
    {
        await using var bench = await SchedulingBench.CreateAsync(postgres, RepoWithTools);
        await bench.CheckedAsync("tools", "1");
        await bench.LetPassAsync("tools", TimeSpan.FromHours(1));
        await bench.CheckedAsync("repo", "1");

        await bench.ScheduleAsync();
        await bench.ScheduleAsync();
        Assert.Equal("1 pending", await bench.BuildsOfAsync("unit"));
        Assert.Equal((0, 1), (await bench.RunningChecksAsync("repo"), await bench.RunningChecksAsync("tools")));

        await bench.CheckedAsync("tools", "1", "2");
        await bench.ScheduleAsync();

        Assert.Equal("1 started", await bench.BuildsOfAsync("unit"));
        Assert.Equal("2", await bench.UsedAsync("unit", "tools"));
    }

    [Fact]
    public async Task A_triggered_build_starts_at_once_when_its_other_inputs_were_checked_within_their_interval()
    {
        await using var bench = await SchedulingBench.CreateAsync(postgres, RepoWithTools);
        await bench.CheckedAsync("tools", "1");
        await bench.CheckedAsync("repo", "1");

        await bench.ScheduleAsync();

        Assert.Equal("1 started", await bench.BuildsOfAsync("unit"));
        Assert.Equal(0, await bench.RunningChecksAsync("tools"));
    }

    [Fact]
    public async Task A_build_that_waits_for_a_slot_has_its_inputs_checked_at_their_intervals_until_it_starts()
    {
        await using var bench = await SchedulingBench.CreateAsync(postgres, RepoWithTools);
        await bench.CheckedAsync("tools", "1");
        await bench.CheckedAsync("repo", "1");
        await bench.ScheduleAsync();
        var first = await bench.StartedBuildAsync("unit");
        await bench.CheckedAsync("repo", "1", "2");
        await bench.ScheduleAsync();
        Assert.Equal("1 started, 2 pending", await bench.BuildsOfAsync("unit"));
        Assert.Equal(0, await bench.RunningChecksAsync("tools"));

        await bench.LetPassAsync("tools", TimeSpan.FromSeconds(59));
        await bench.ScheduleAsync();
        Assert.Equal(0, await bench.RunningChecksAsync("tools"));

        await bench.LetPassAsync("tools", TimeSpan.FromSeconds(2));
        await bench.ScheduleAsync();
        Assert.Equal(1, await bench.RunningChecksAsync("tools"));

        await bench.CheckedAsync("tools", "1", "2");
        await bench.FinishAsync(first);
        await bench.ScheduleAsync();
        Assert.Equal("1 succeeded, 2 started", await bench.BuildsOfAsync("unit"));
        Assert.Equal("1, 2", await bench.UsedAsync("unit", "tools"));
    }

    [Fact]
    public async Task A_rerun_gets_the_versions_of_its_original()
    {
        await using var bench = await SchedulingBench.CreateAsync(postgres, UnitThenShip);
        await bench.CheckedAsync("repo", "1");
        await bench.ScheduleAsync();
        var original = await bench.StartedBuildAsync("unit");
        await bench.FinishAsync(original, BuildStatus.Failed);
        await bench.CheckedAsync("repo", "1", "2");
        await bench.ScheduleAsync();
        await bench.RerunAsync(original);

        await bench.ScheduleAsync();

        Assert.Equal("1 failed, 2 started, 1.1 started", await bench.BuildsOfAsync("unit"));
        Assert.Equal("1, 2, 1", await bench.UsedAsync("unit", "repo"));
    }

    [Fact]
    public async Task A_rerun_whose_versions_are_gone_is_aborted_and_holds_nobody_up()
    {
        await using var bench = await SchedulingBench.CreateAsync(postgres, UnitThenShip);
        await bench.CheckedAsync("repo", "1");
        await bench.ScheduleAsync();
        var original = await bench.StartedBuildAsync("unit");
        await bench.FinishAsync(original, BuildStatus.Failed);
        await bench.ExecuteAsync("DELETE FROM resource_config_versions");
        await bench.RerunAsync(original);

        await bench.ScheduleAsync();
        await bench.ScheduleAsync();

        Assert.Equal("1 failed, 1.1 aborted", await bench.BuildsOfAsync("unit"));
        await bench.CheckedAsync("repo", "2");
        await bench.ScheduleAsync();
        Assert.Equal("1 failed, 1.1 aborted, 2 started", await bench.BuildsOfAsync("unit"));
    }

    [Fact]
    public async Task A_paused_pipeline_starts_nothing_but_ends_what_was_aborted()
    {
        await using var bench = await SchedulingBench.CreateAsync(postgres, UnitThenShip);
        await bench.CheckedAsync("repo", "1");
        await bench.PauseAsync();
        var build = await bench.TriggerAsync("by-hand");

        await bench.ScheduleAsync();
        Assert.Equal("1 pending", await bench.BuildsOfAsync("by-hand"));
        Assert.Equal("", await bench.BuildsOfAsync("unit"));

        await bench.Builds.AbortAsync(build, TestContext.Current.CancellationToken);
        await bench.ScheduleAsync();
        Assert.Equal("1 aborted", await bench.BuildsOfAsync("by-hand"));
    }

    [Fact]
    public async Task A_check_that_fails_at_once_is_repeated_for_a_waiting_build_after_a_rest()
    {
        await using var bench = await SchedulingBench.CreateAsync(postgres, UnitThenShip);
        await bench.TriggerAsync("unit");
        await bench.ScheduleAsync();
        await bench.FinishAsync(await bench.RunningCheckAsync("repo"), BuildStatus.Errored);

        await bench.ScheduleAsync();
        Assert.Equal(0, await bench.RunningChecksAsync("repo"));

        await bench.ExecuteAsync("UPDATE builds SET end_time = end_time - interval '11 seconds' WHERE resource_id IS NOT NULL");
        await bench.ScheduleAsync();
        Assert.Equal(1, await bench.RunningChecksAsync("repo"));
        Assert.Equal("1 pending", await bench.BuildsOfAsync("unit"));
    }

    [Fact]
    public async Task A_resource_that_triggers_is_checked_when_its_interval_has_passed()
    {
        await using var bench = await SchedulingBench.CreateAsync(postgres, UnitThenShip);
        await bench.Scanner.RunAsync(TestContext.Current.CancellationToken);
        await bench.Scanner.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, await bench.RunningChecksAsync("repo"));

        await bench.CheckedAsync("repo", "1");
        await bench.Scanner.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await bench.RunningChecksAsync("repo"));

        await bench.ExecuteAsync("UPDATE resource_config_scopes SET last_check_end_time = now() - interval '61 seconds'");
        await bench.Scanner.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, await bench.RunningChecksAsync("repo"));
    }

    [Fact]
    public async Task A_resource_that_is_never_to_be_checked_is_not()
    {
        await using var bench = await SchedulingBench.CreateAsync(
            postgres, UnitThenShip.Replace("type: git,", "type: git, check_every: never,", StringComparison.Ordinal));

        await bench.Scanner.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, await bench.RunningChecksAsync("repo"));
    }
}
