using Concourse.Database.Notifications;
using Concourse.Testing.Postgres;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace Concourse.Database.Tests.Notifications;

public sealed class NotificationBusTests : DatabaseTest
{
    private NotificationBus? bus;

    public NotificationBusTests(PostgresFixture postgres)
        : base(postgres)
    {
    }

    private NotificationBus Bus => bus!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        bus = NewBus();
    }

    public override async ValueTask DisposeAsync()
    {
        await Bus.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_notification_reaches_every_subscriber_of_its_channel_on_every_node()
    {
        await using var otherNode = NewBus();
        await using var first = await Bus.SubscribeAsync("build_events_1", Ct);
        await using var second = await Bus.SubscribeAsync("build_events_1", Ct);
        await using var remote = await otherNode.SubscribeAsync("build_events_1", Ct);
        await using var other = await Bus.SubscribeAsync("build_events_2", Ct);

        await Bus.NotifyAsync("build_events_1", "payload", Ct);
        await Bus.NotifyAsync("build_events_2", "", Ct);

        Assert.Equal(new Notification("payload", false), await first.WaitAsync(Ct));
        Assert.Equal(new Notification("payload", false), await second.WaitAsync(Ct));
        Assert.Equal(new Notification("payload", false), await remote.WaitAsync(Ct));
        Assert.Equal(new Notification("", false), await other.WaitAsync(Ct));
    }

    [Fact]
    public async Task After_a_lost_connection_subscribers_are_told_and_hear_again()
    {
        await using var subscription = await Bus.SubscribeAsync("tracker", Ct);

        await TerminateListenersAsync();

        Assert.True((await subscription.WaitAsync(Ct)).MayHaveMissedOthers);
        await Bus.NotifyAsync("tracker", "", Ct);
        Assert.Equal(new Notification("", false), await subscription.WaitAsync(Ct));
    }

    [Fact]
    public async Task Subscribing_while_the_connection_waits_keeps_the_connection()
    {
        await using var first = await Bus.SubscribeAsync("c0", Ct);
        var session = await ListenerAsync();
        for (var i = 1; i <= 50; i++)
        {
            await (await Bus.SubscribeAsync($"c{i}", Ct)).DisposeAsync();
        }

        Assert.Equal(session, await ListenerAsync());
    }

    [Fact]
    public async Task A_channel_may_have_any_name()
    {
        const string name = "strange \" name; DROP";
        await using var subscription = await Bus.SubscribeAsync(name, Ct);

        await Bus.NotifyAsync(name, "x", Ct);

        Assert.Equal("x", (await subscription.WaitAsync(Ct)).Payload);
    }

    [Fact]
    public async Task Waiting_for_any_drains_what_is_there_and_gives_up_after_its_time()
    {
        await using var subscription = await Bus.SubscribeAsync("tracker", Ct);
        await using var last = await Bus.SubscribeAsync("last", Ct);
        await Bus.NotifyAsync("tracker", "1", Ct);
        await Bus.NotifyAsync("tracker", "2", Ct);
        await Bus.NotifyAsync("last", "", Ct);
        await last.WaitAsync(Ct);

        Assert.True(await subscription.WaitForAnyAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Ct));
        Assert.False(await subscription.WaitForAnyAsync(TimeSpan.FromMilliseconds(1), TimeProvider.System, Ct));
    }

    [Fact]
    public async Task A_slow_subscriber_is_told_that_it_missed_some()
    {
        await using var slow = await Bus.SubscribeAsync("tracker", Ct);
        await using var last = await Bus.SubscribeAsync("last", Ct);
        await using (var connection = await Database.Source.OpenConnectionAsync(Ct))
        {
            await connection.ExecuteAsync("SELECT pg_notify('tracker', i::text) FROM generate_series(1, 300) i; NOTIFY last");
        }

        await last.WaitAsync(Ct);

        Assert.Equal(new Notification("45", true), await slow.WaitAsync(Ct));
        Assert.Equal(new Notification("46", false), await slow.WaitAsync(Ct));
    }

    private NotificationBus NewBus() => new(Database.Connections, TimeProvider.System, NullLogger<NotificationBus>.Instance);

    private async Task<int> ListenerAsync()
    {
        await using var connection = await Database.Source.OpenConnectionAsync(Ct);
        return await connection.QuerySingleAsync<int>(
            """
            SELECT pid FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()
               AND (query LIKE 'LISTEN%' OR query LIKE 'UNLISTEN%')
            """);
    }

    private async Task TerminateListenersAsync()
    {
        await using var connection = await Database.Source.OpenConnectionAsync(Ct);
        await connection.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'");
    }
}
