using Concourse.Core.Builds;
using Concourse.Core.Events;
using Concourse.Database.Builds;
using Concourse.Database.Collection;
using Concourse.Database.Events;
using Concourse.Database.Notifications;
using Concourse.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Concourse.Database.Tests.Events;

public sealed class BuildEventsRepositoryTests(PostgresFixture postgres) : PipelineFixtureTest(postgres)
{
    private Build build = null!;

    private BuildEventsRepository Events => new(Database.Source, Cipher);

    private JournalRepository Journal => new(Database.Source, Cipher);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        build = (await new BuildCreationRepository(Database.Source, Cipher).TriggerAsync(BuildJob, null, Ct))!;
        await new BuildExecutionRepository(Database.Source, Cipher).StartAsync(build.Id, Seed.DoNothing(), Ct);
    }

    [Fact]
    public async Task A_batch_is_read_back_in_order_after_the_position_that_the_reader_has()
    {
        Assert.Equal(1, await Events.NextEventIdAsync(build.Id, build.Events, Ct));
        await AppendAsync(1, Log("one\u0000"), Log("two"));
        await AppendAsync(3, new FinishEvent(new Origin("1"), 7, true));

        var page = await Events.ReadAsync(build.Id, build.Events, 1, Ct);

        Assert.False(page.Ended);
        Assert.Equal([2, 3], page.Events.Select(e => e.EventId));
        Assert.Equal([Log("two"), new FinishEvent(new Origin("1"), 7, true)], page.Events.Select(e => e.Decode()));
        Assert.Equal(Log("one\u0000"), (await Events.ReadAsync(build.Id, build.Events, 0, Ct)).Events[0].Decode());
    }

    [Fact]
    public async Task Events_records_and_offsets_are_stored_together_and_the_records_encrypted()
    {
        await Events.AppendAsync(build.Id, build.Events, Batch(1, Log("a")) with { Offsets = [new("1", "stdout", 10)], Records = [new("1", "{}")] }, Ct);
        await Events.AppendAsync(
            build.Id,
            build.Events,
            Batch(2, Log("b")) with { Offsets = [new("1", "stdout", 20), new("1", "stderr", 5)], Records = [new("1", "{\"done\":1}"), new("2", "[]")] },
            Ct);

        var journal = await Journal.ReadAsync(build.Id, Ct);

        Assert.Equal(20, journal.Offsets[("1", "stdout")]);
        Assert.Equal(5, journal.Offsets[("1", "stderr")]);
        Assert.Equal("{\"done\":1}", journal.Records["1"]);
        Assert.Equal("[]", journal.Records["2"]);
        Assert.Equal(2, await Rows.ScalarAsync<int>("SELECT count(nonce)::int FROM jetbridge.step_outcomes"));
    }

    [Fact]
    public async Task A_second_writer_is_told_so_and_nothing_of_its_batch_is_stored()
    {
        await AppendAsync(1, Log("first writer"));

        var failure = await Assert.ThrowsAsync<BuildTakenOverException>(() => Events.AppendAsync(
            build.Id, build.Events, Batch(1, Log("second"), Log("writer")) with { Offsets = [new("1", "stdout", 99)] }, Ct));

        Assert.Equal(build.Id, failure.BuildId);
        Assert.Empty((await Journal.ReadAsync(build.Id, Ct)).Offsets);
        Assert.Equal(2, await Events.NextEventIdAsync(build.Id, build.Events, Ct));
    }

    [Fact]
    public async Task A_batch_without_events_is_fenced_too()
    {
        await AppendAsync(1, Log("first writer"));
        var late = new EventBatch { FirstEventId = 1, Offsets = [new("1", "stdout", 99)] };

        await Assert.ThrowsAsync<BuildTakenOverException>(() => Events.AppendAsync(build.Id, build.Events, late, Ct));
        Assert.Empty((await Journal.ReadAsync(build.Id, Ct)).Offsets);

        await Events.AppendAsync(build.Id, build.Events, late with { FirstEventId = 2 }, Ct);
        Assert.Equal(99, (await Journal.ReadAsync(build.Id, Ct)).Offsets[("1", "stdout")]);
    }

    [Fact]
    public async Task A_batch_whose_first_attempt_went_through_unnoticed_is_taken_as_stored()
    {
        var batch = Batch(1, Log("a"), Log("b"));
        await Events.AppendAsync(build.Id, build.Events, batch, Ct);

        await Events.AppendAsync(build.Id, build.Events, batch with { MayBeStored = true }, Ct);

        Assert.Equal(3, await Events.NextEventIdAsync(build.Id, build.Events, Ct));
        await Assert.ThrowsAsync<BuildTakenOverException>(() => Events.AppendAsync(
            build.Id, build.Events, Batch(1, Log("a"), Log("x")) with { MayBeStored = true }, Ct));
        await Assert.ThrowsAsync<BuildTakenOverException>(() => Events.AppendAsync(build.Id, build.Events, batch, Ct));
    }

    [Fact]
    public async Task Readers_are_woken_after_the_batch_is_visible()
    {
        await using var bus = new NotificationBus(Database.Connections, TimeProvider.System, NullLogger<NotificationBus>.Instance);
        await using var subscription = await bus.SubscribeAsync(Channels.BuildEvents(build.Id), Ct);

        await AppendAsync(1, Log("a"));

        await subscription.WaitAsync(Ct);
        Assert.Single((await Events.ReadAsync(build.Id, build.Events, 0, Ct)).Events);
    }

    [Fact]
    public async Task A_finished_builds_stream_is_paged_to_its_end()
    {
        await AppendAsync(1, [.. Enumerable.Range(0, 2500).Select(i => Log($"{i}"))]);
        await new BuildExecutionRepository(Database.Source, Cipher).FinishAsync(build.Id, BuildStatus.Failed, Ct);

        var first = await Events.ReadAsync(build.Id, build.Events, -1, Ct);
        var second = await Events.ReadAsync(build.Id, build.Events, first.Events[^1].EventId, Ct);

        Assert.Equal((2000, false), (first.Events.Count, first.Ended));
        Assert.Equal((502, true), (second.Events.Count, second.Ended));
        Assert.Equal(Enumerable.Range(0, 2502), first.Events.Concat(second.Events).Select(e => e.EventId));
    }

    [Fact]
    public async Task A_page_of_long_events_ends_after_a_mebibyte()
    {
        await AppendAsync(1, [.. Enumerable.Range(0, 40).Select(i => Log(new string('x', 100_000)))]);

        var first = await Events.ReadAsync(build.Id, build.Events, 0, Ct);
        var second = await Events.ReadAsync(build.Id, build.Events, first.Events[^1].EventId, Ct);

        Assert.Equal((11, true, false), (first.Events.Count, first.More, first.Ended));
        Assert.Equal(first.Events[^1].EventId + 1, second.Events[0].EventId);
    }

    [Fact]
    public async Task Events_from_before_64_bit_ids_are_read()
    {
        await Rows.ExecuteAsync(
            $"INSERT INTO pipeline_build_events_{PipelineId} (build_id_old, event_id, type, version, payload) VALUES ({build.Id}, 1, 'log', '5.1', '{{}}')");

        Assert.Equal([0, 1], (await Events.ReadAsync(build.Id, build.Events, -1, Ct)).Events.Select(e => e.EventId));
    }

    [Fact]
    public async Task Events_of_a_one_off_build_from_before_64_bit_ids_are_read()
    {
        await Rows.ExecuteAsync(
            $"INSERT INTO team_build_events_{TeamId} (build_id_old, event_id, type, version, payload) SELECT 77, i, 'log', '5.1', '{{}}' FROM generate_series(0, 2) i");

        Assert.Equal([1, 2], (await Events.ReadAsync(77, EventTable.OfTeam(TeamId), 0, Ct)).Events.Select(e => e.EventId));
    }

    [Fact]
    public async Task What_deleted_builds_left_in_the_journal_is_collected()
    {
        await Events.AppendAsync(build.Id, build.Events, Batch(1, Log("a")) with { Offsets = [new("1", "stdout", 1)] }, Ct);
        await Rows.ExecuteAsync(
            """
            INSERT INTO jetbridge.stream_offsets VALUES (999, '1', 'stdout', 1);
            INSERT INTO jetbridge.step_outcomes (build_id, plan_id, outcome) VALUES (999, '1', 'x');
            """);

        Assert.Equal(2, await new CollectionRepository(Database.Source).DeleteOrphanedJournalsAsync(Ct));
        Assert.Single((await Journal.ReadAsync(build.Id, Ct)).Offsets);
    }

    private static LogEvent Log(string text) => new(5, new Origin("1", Origin.Stdout), text);

    private static EventBatch Batch(int first, params BuildEvent[] events) => new() { FirstEventId = first, Events = events };

    private Task AppendAsync(int first, params BuildEvent[] events) => Events.AppendAsync(build.Id, build.Events, Batch(first, events), Ct);
}
