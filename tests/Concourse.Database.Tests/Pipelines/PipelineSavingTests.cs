using System.Text;
using Concourse.Core;
using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Json;
using Concourse.Core.Configuration.Steps;
using Concourse.Core.Json;
using Concourse.Core.Values;
using Concourse.Core.Versions;
using Concourse.Database.Builds;
using Concourse.Database.Encryption;
using Concourse.Database.Execution;
using Concourse.Database.Pipelines;
using Concourse.Testing.Postgres;

namespace Concourse.Database.Tests.Pipelines;

public sealed class PipelineSavingTests(PostgresFixture postgres) : DatabaseTest(postgres)
{
    private static readonly PipelineConfig Config = new()
    {
        Groups = [new GroupConfig { Name = "all", Jobs = ["*"] }, new GroupConfig { Name = "builds", Jobs = ["bu*"] }],
        Resources = [Seed.Resource("repo"), Seed.Resource("image", "registry-image")],
        ResourceTypes = [new ResourceTypeConfig { Name = "custom", Type = "registry-image", Source = new MapValue(("repository", "r")) }],
        Jobs =
        [
            Seed.Job("build", Seed.Get("repo", trigger: true), new TaskStep { Name = "compile" }, new PutStep { Name = "image" }),
            Seed.Job("test", Seed.Get("repo", false, "b*"), new GetStep { Name = "img", Resource = "image", Version = GetVersion.Every }) with
            {
                SerialGroups = ["tests"],
            },
        ],
        Display = new DisplayConfig { BackgroundImage = "http://image" },
    };

    private int teamId;
    private ColumnCipher cipher = ColumnCipher.None;

    private Seed Seeding => new(Database);

    private PipelinesRepository Pipelines => new(Database.Source, cipher);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        teamId = (await Seeding.TeamAsync()).Id;
    }

    [Fact]
    public async Task A_new_pipeline_has_its_rows()
    {
        var saved = await SaveAsync(Config);

        Assert.True(saved.Created);
        var pipeline = (await Pipelines.FindAsync(teamId, new PipelineRef("p"), Ct))!;
        Assert.Equal((saved.Id, true, "main", """{"background_image": "http://image"}"""), (pipeline.Id, pipeline.Paused, pipeline.TeamName, pipeline.Display));
        Assert.Equal(
            ["build|repo||t|", "test|repo|build|f|", "test|img||f|\"every\""],
            await Seeding.RowsAsync<string>(
                """
                SELECT concat_ws('|', j.name, i.name, COALESCE(passed.name, ''), i.trigger, COALESCE(i.version, ''))
                  FROM job_inputs i JOIN jobs j ON j.id = i.job_id LEFT JOIN jobs passed ON passed.id = i.passed_job_id
                 ORDER BY j.name, i.name DESC
                """));
        Assert.Equal(["build|image"], await Seeding.RowsAsync<string>("SELECT j.name || '|' || o.name FROM job_outputs o JOIN jobs j ON j.id = o.job_id"));
        Assert.Equal(["build|0|all,builds", "test|1|all"], await Seeding.RowsAsync<string>(
            "SELECT concat_ws('|', name, max_in_flight, array_to_string(tags, ',')) FROM jobs ORDER BY name"));
        Assert.Equal(["tests"], await Seeding.RowsAsync<string>("SELECT serial_group FROM jobs_serial_groups"));
        Assert.Equal(2, await Seeding.ScalarAsync<int>("SELECT count(*)::int FROM jobs WHERE schedule_requested > last_scheduled"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_configuration_comes_back_as_it_was_saved(bool encrypted)
    {
        cipher = encrypted ? ColumnCipher.WithKey(Encoding.ASCII.GetBytes("0123456789abcdef")) : ColumnCipher.None;
        var config = Config with
        {
            VarSources = [new VarSourceConfig { Name = "v", Type = "dummy", Config = new MapValue(("vars", new MapValue(("a", "b")))) }],
            UserData = new MapValue(("x", 1L)),
        };
        var saved = await SaveAsync(config);

        var stored = (await Pipelines.ReadConfigAsync(saved.Id, Ct))!;

        Assert.Equal(
            JsonText.Parse(ConfigJson.Text(config with { Resources = [Seed.Resource("image", "registry-image"), Seed.Resource("repo")] })),
            JsonText.Parse(stored.Json));
        Assert.Equal(
            JsonText.Parse("""[{"name":"v","type":"dummy","config":{"vars":{"a":"b"}}}]"""),
            JsonText.Parse(await Pipelines.ReadVarSourcesAsync(saved.Id, Ct)));
        Assert.Equal(encrypted ? 2 : 0, await Seeding.ScalarAsync<int>("SELECT count(nonce)::int FROM jobs"));
    }

    [Fact]
    public async Task A_save_against_another_version_changes_nothing()
    {
        var first = await SaveAsync(Config);
        var version = (await Pipelines.FindAsync(first.Id, Ct))!.Version;

        var failure = await Assert.ThrowsAsync<PipelineSaveException>(() => SaveAsync(PipelineConfig.Empty, version - 1));

        Assert.Equal("comparison with existing config failed during save", failure.Message);
        Assert.Equal(2, await Seeding.ScalarAsync<int>("SELECT count(*)::int FROM jobs WHERE active"));
        Assert.False((await SaveAsync(PipelineConfig.Empty, version)).Created);
        Assert.Equal(0, await Seeding.ScalarAsync<int>("SELECT count(*)::int FROM jobs WHERE active"));
    }

    [Fact]
    public async Task A_removed_job_comes_back_with_its_id()
    {
        await SaveAsync(Config);
        var id = await Seeding.JobIdAsync("test");
        await SaveOverAsync(Config with { Jobs = [Config.Jobs![0]] });
        Assert.False(await Seeding.ScalarAsync<bool>("SELECT active FROM jobs WHERE name = 'test'"));

        await SaveOverAsync(Config);

        Assert.True(await Seeding.ScalarAsync<bool>("SELECT active FROM jobs WHERE name = 'test'"));
        Assert.Equal(id, await Seeding.JobIdAsync("test"));
        Assert.Equal(["tests"], await Seeding.RowsAsync<string>("SELECT serial_group FROM jobs_serial_groups"));
    }

    [Fact]
    public async Task A_resource_keeps_its_versions_only_while_source_and_type_stay()
    {
        cipher = ColumnCipher.WithKey(Encoding.ASCII.GetBytes("0123456789abcdef"));
        await SaveAsync(Config);
        await Seeding.ExecuteAsync(
            """
            INSERT INTO base_resource_types (id, name) VALUES (1, 'git');
            INSERT INTO resource_configs (id, base_resource_type_id, source_hash) VALUES (1, 1, 'h');
            INSERT INTO resource_config_scopes (id, resource_config_id) VALUES (1, 1);
            UPDATE resources SET resource_config_id = 1, resource_config_scope_id = 1;
            """);

        await SaveOverAsync(Config with { Resources = [Seed.Resource("repo"), Seed.Resource("image", "registry-image", "another")] });

        Assert.Equal(["image|", "repo|1"], await Seeding.RowsAsync<string>(
            "SELECT name || '|' || COALESCE(resource_config_scope_id::text, '') FROM resources ORDER BY name"));
    }

    [Fact]
    public async Task Renamed_objects_keep_their_ids_even_in_a_chain()
    {
        await SaveAsync(Config);
        var (repo, image, build) = (await Seeding.ResourceIdAsync("repo"), await Seeding.ResourceIdAsync("image"), await Seeding.JobIdAsync("build"));

        await SaveOverAsync(new PipelineConfig
        {
            Resources =
            [
                Seed.Resource("image") with { OldName = "repo" },
                Seed.Resource("picture", "registry-image") with { OldName = "image" },
            ],
            Jobs = [Seed.Job("compile", Seed.Get("image")) with { OldName = "build" }],
        });

        Assert.Equal((repo, image), (await Seeding.ResourceIdAsync("image"), await Seeding.ResourceIdAsync("picture")));
        Assert.Equal(build, await Seeding.JobIdAsync("compile"));
    }

    [Fact]
    public async Task Swapping_names_is_refused()
    {
        await SaveAsync(Config);

        var resources = await Assert.ThrowsAsync<PipelineSaveException>(() => SaveOverAsync(Config with
        {
            Resources = [Seed.Resource("repo") with { OldName = "image" }, Seed.Resource("image") with { OldName = "repo" }],
        }));
        var jobs = await Assert.ThrowsAsync<PipelineSaveException>(() => SaveOverAsync(Config with
        {
            Jobs = [Seed.Job("build") with { OldName = "test" }, Seed.Job("test") with { OldName = "build" }],
        }));

        Assert.Equal("resource name swapping is not supported at this time", resources.Message);
        Assert.Equal("job name swapping is not supported at this time", jobs.Message);
    }

    [Fact]
    public async Task A_configured_pin_replaces_a_pin_and_goes_with_the_configuration()
    {
        var pinned = Config with { Resources = [Seed.Resource("repo") with { Version = new ResourceVersion([new("ref", "1")]) }, Seed.Resource("image")] };
        await SaveAsync(Config);
        await Seeding.ExecuteAsync("INSERT INTO resource_pins SELECT id, '{\"ref\": \"api\"}', 'mine', false FROM resources");

        await SaveOverAsync(pinned);
        Assert.Equal(["image|{\"ref\": \"api\"}|mine|f", "repo|{\"ref\": \"1\"}||t"], await PinsAsync());

        await SaveOverAsync(Config);
        Assert.Equal(["image|{\"ref\": \"api\"}|mine|f"], await PinsAsync());
    }

    [Fact]
    public async Task Caches_of_vanished_tasks_and_jobs_go()
    {
        await SaveAsync(Config with { Jobs = [.. Config.Jobs!, Seed.Job("gone", new TaskStep { Name = "compile" })] });
        await Seeding.ExecuteAsync(
            """
            INSERT INTO task_caches (job_id, step_name, path)
            SELECT id, step, 'p' FROM jobs, unnest(ARRAY['compile', 'vanished']) AS step WHERE name IN ('build', 'gone')
            """);

        await SaveOverAsync(Config);

        Assert.Equal(["build|compile"], await Seeding.RowsAsync<string>(
            "SELECT j.name || '|' || c.step_name FROM task_caches c JOIN jobs j ON j.id = c.job_id"));
    }

    [Fact]
    public async Task A_pipeline_of_a_newer_build_is_not_overwritten()
    {
        await SaveAsync(Config, parent: (1, 10), initiallyPaused: false);

        var stale = await Assert.ThrowsAsync<PipelineSaveException>(() => SaveOverAsync(Config, parent: (1, 9), initiallyPaused: false));
        var same = await Assert.ThrowsAsync<PipelineSaveException>(() => SaveOverAsync(Config, parent: (1, 10), initiallyPaused: false));
        var staleApi = await Assert.ThrowsAsync<PipelineSaveException>(() => SaveAsync(Config, expected: 99));

        Assert.True(stale.SetByNewerBuild);
        Assert.Equal("pipeline set by a newer build", stale.Message);
        Assert.Equal("comparison with existing config failed during save", same.Message);
        Assert.Equal("pipeline set by a newer build", staleApi.Message);
        Assert.False((await SaveOverAsync(Config)).Created);
        Assert.Null((await Pipelines.FindAsync(teamId, new PipelineRef("p"), Ct))!.ParentBuildId);
    }

    [Fact]
    public async Task A_pipeline_is_saved_while_checks_and_triggers_change_its_rows_without_deadlocks()
    {
        await SaveAsync(Config);
        await Seeding.ExecuteAsync("INSERT INTO base_resource_types (name) VALUES ('git')");
        var configs = new ResourceConfigsRepository(Database.Source);
        var first = (await configs.FindOrCreateForBaseTypeAsync("git", "1", Ct)).Id;
        var second = (await configs.FindOrCreateForBaseTypeAsync("git", "2", Ct)).Id;
        (int Config, long Scope)[] histories =
            [(first, await configs.FindOrCreateSharedScopeAsync(first, Ct)), (second, await configs.FindOrCreateSharedScopeAsync(second, Ct))];
        var repo = await Seeding.ResourceIdAsync("repo");
        var job = await Seeding.JobIdAsync("build");
        var creation = new BuildCreationRepository(Database.Source, cipher);
        using var done = new CancellationTokenSource();

        var checks = RepeatAsync(i => configs.PointResourceAsync(repo, histories[i % 2].Config, histories[i % 2].Scope, Ct));
        var triggers = RepeatAsync(_ => creation.TriggerAsync(job, null, Ct));
        for (var i = 0; i < 30; i++)
        {
            await SaveOverAsync(Config);
        }

        await done.CancelAsync();
        await Task.WhenAll(checks, triggers);

        async Task RepeatAsync(Func<int, Task> work)
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
            {
                await work(i);
            }
        }
    }

    [Fact]
    public async Task Archiving_forgets_the_configuration_and_set_pipeline_brings_it_back_unpaused()
    {
        var saved = await SaveAsync(Config);
        await Pipelines.ArchiveAsync(saved.Id, Ct);

        var archived = (await Pipelines.FindAsync(saved.Id, Ct))!;
        Assert.Equal((true, true, 0, "automatic-pipeline-archiver"), (archived.Archived, archived.Paused, archived.Version, archived.PausedBy));
        Assert.Null(await Pipelines.ReadConfigAsync(saved.Id, Ct));

        await SaveAsync(Config, expected: 0, parent: (1, 1), initiallyPaused: false);
        var restored = (await Pipelines.FindAsync(saved.Id, Ct))!;
        Assert.Equal((false, false), (restored.Archived, restored.Paused));
    }

    [Fact]
    public async Task Instances_are_found_by_their_vars_and_share_their_place()
    {
        var other = await SaveAsync(Config);
        var one = await SaveAsync(Config, vars: new MapValue(("branch", "one"), ("n", 1L)));
        var two = await SaveAsync(Config, vars: new MapValue(("branch", "two")));

        Assert.Equal(one.Id, (await Pipelines.FindAsync(teamId, new PipelineRef("p", new MapValue(("n", 1L), ("branch", "one"))), Ct))!.Id);
        Assert.Equal(other.Id, (await Pipelines.FindAsync(teamId, new PipelineRef("p"), Ct))!.Id);
        Assert.Null(await Pipelines.FindAsync(teamId, new PipelineRef("p", MapValue.Empty), Ct));
        Assert.Equal([other.Id, one.Id, two.Id], (await Pipelines.ListForTeamAsync(teamId, publicOnly: false, Ct)).Select(p => p.Id));

        var order = new PipelineOrderRepository(Database.Source);
        Assert.Equal(1, await order.OrderInstancesAsync(teamId, "p", [MapValue.Empty, new MapValue(("x", "y"))], Ct));
        Assert.Null(await order.OrderInstancesAsync(
            teamId, "p", [new MapValue(("branch", "two")), new MapValue(("branch", "one"), ("n", 1L)), MapValue.Empty], Ct));
        Assert.Equal([two.Id, one.Id, other.Id], (await Pipelines.ListForTeamAsync(teamId, publicOnly: false, Ct)).Select(p => p.Id));
    }

    [Fact]
    public async Task Pipelines_are_listed_as_ordered_and_as_visible()
    {
        var otherTeam = await Seeding.TeamAsync("other");
        foreach (var (team, name) in ((int, string)[])[(teamId, "a"), (teamId, "b"), (otherTeam.Id, "hidden"), (otherTeam.Id, "shown")])
        {
            await Pipelines.SaveAsync(team, new PipelineSave { Ref = new PipelineRef(name), Config = PipelineConfig.Empty }, Ct);
        }

        await Pipelines.SetPublicAsync((await Pipelines.FindAsync(otherTeam.Id, new PipelineRef("shown"), Ct))!.Id, true, Ct);
        var order = new PipelineOrderRepository(Database.Source);
        Assert.Equal("nope", await order.OrderAsync(teamId, ["b", "nope"], Ct));
        Assert.Null(await order.OrderAsync(teamId, ["b", "a"], Ct));

        Assert.Equal(["b", "a", "shown"], (await Pipelines.ListVisibleAsync(["main"], Ct)).Select(p => p.Name));
        Assert.Equal(["shown"], (await Pipelines.ListVisibleAsync([], Ct)).Select(p => p.Name));
        Assert.Equal(["b", "a", "hidden", "shown"], (await Pipelines.ListAllAsync(Ct)).Select(p => p.Name));
        Assert.Equal(["shown"], (await Pipelines.ListForTeamAsync(otherTeam.Id, publicOnly: true, Ct)).Select(p => p.Name));
    }

    [Fact]
    public async Task Pausing_keeps_who_paused_first_and_unpausing_asks_for_scheduling()
    {
        var saved = await SaveAsync(Config, initiallyPaused: false);
        await Pipelines.PauseAsync(saved.Id, "first", Ct);
        await Pipelines.PauseAsync(saved.Id, "second", Ct);
        Assert.Equal("first", (await Pipelines.FindAsync(saved.Id, Ct))!.PausedBy);
        await Seeding.ExecuteAsync("UPDATE jobs SET last_scheduled = schedule_requested");

        await Pipelines.UnpauseAsync(saved.Id, Ct);

        var pipeline = (await Pipelines.FindAsync(saved.Id, Ct))!;
        Assert.Equal((false, null, null), (pipeline.Paused, pipeline.PausedBy, pipeline.PausedAt));
        Assert.Equal(2, await Seeding.ScalarAsync<int>("SELECT count(*)::int FROM jobs WHERE schedule_requested > last_scheduled"));
    }

    [Fact]
    public async Task Renaming_takes_all_instances_along_and_meets_taken_names()
    {
        await SaveAsync(Config);
        await SaveAsync(Config, vars: new MapValue(("a", "b")));
        await Seeding.PipelineAsync(teamId, PipelineConfig.Empty, "taken");

        await Assert.ThrowsAsync<NameTakenException>(() => Pipelines.RenameAsync(teamId, "p", "taken", Ct));
        Assert.True(await Pipelines.RenameAsync(teamId, "p", "q", Ct));
        Assert.False(await Pipelines.RenameAsync(teamId, "p", "q", Ct));
        Assert.Equal(2, (await Pipelines.ListAllAsync(Ct)).Count(p => p.Name == "q"));
    }

    private Task<SavedPipeline> SaveAsync(
        PipelineConfig config, int expected = 0, (int, long)? parent = null, bool initiallyPaused = true, MapValue? vars = null) =>
        Pipelines.SaveAsync(
            teamId,
            new PipelineSave
            {
                Ref = new PipelineRef("p", vars),
                Config = config,
                ExpectedVersion = expected,
                InitiallyPaused = initiallyPaused,
                Parent = parent,
            },
            Ct);

    private async Task<SavedPipeline> SaveOverAsync(PipelineConfig config, (int, long)? parent = null, bool initiallyPaused = true) =>
        await SaveAsync(config, (await Pipelines.FindAsync(teamId, new PipelineRef("p"), Ct))!.Version, parent, initiallyPaused);

    private Task<List<string>> PinsAsync() => Seeding.RowsAsync<string>(
        "SELECT concat_ws('|', r.name, p.version, p.comment_text, p.config) FROM resource_pins p JOIN resources r ON r.id = p.resource_id ORDER BY r.name");
}
