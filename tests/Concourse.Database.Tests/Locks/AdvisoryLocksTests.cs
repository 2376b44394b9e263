using Concourse.Database.Locks;
using Concourse.Testing.Postgres;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace Concourse.Database.Tests.Locks;

public sealed class AdvisoryLocksTests(PostgresFixture postgres) : DatabaseTest(postgres)
{
    [Fact]
    public async Task A_held_lock_is_refused_to_others_and_to_the_same_process_until_it_is_released()
    {
        await using var node = Node();
        await using var otherNode = Node();
        var id = LockId.ForBuild(42);

        var held = await node.TryAcquireAsync(id, Ct);
        Assert.NotNull(held);
        Assert.Null(await node.TryAcquireAsync(id, Ct));
        Assert.Null(await otherNode.TryAcquireAsync(id, Ct));

        await held.DisposeAsync();

        await using var taken = await otherNode.TryAcquireAsync(id, Ct);
        Assert.NotNull(taken);
        Assert.False(held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Locks_appear_under_upstreams_keys()
    {
        await using var node = Node();
        await using var build = await node.TryAcquireAsync(LockId.ForBuild(42), Ct);
        await using var component = await node.TryAcquireAsync(LockId.ForComponent("tracker"), Ct);

        await using var connection = await Database.Source.OpenConnectionAsync(Ct);
        var rows = await connection.QueryAsync<(int, int, int)>(
            """
            SELECT classid::int, objid::bigint::bit(32)::int, objsubid::int FROM pg_locks
             WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
             ORDER BY classid
            """);

        Assert.Equal([(1, 42, 2), (2, -1402787153, 2)], rows);
    }

    [Fact]
    public async Task Losing_the_connection_tells_every_holder_and_frees_the_locks()
    {
        await using var node = Node();
        await using var otherNode = Node();
        var first = (await node.TryAcquireAsync(LockId.ForBuild(1), Ct))!;
        var second = (await node.TryAcquireAsync(LockId.ForBuild(2), Ct))!;
        var unaffected = (await node.TryAcquireAsync(LockId.ForScheduling(1), Ct))!;

        await TerminateHolderOfAsync(LockId.ForBuild(1));

        await Eventually.HoldsAsync(() => first.Lost.IsCancellationRequested && second.Lost.IsCancellationRequested, Ct);
        Assert.False(unaffected.Lost.IsCancellationRequested);
        await using var takenOver = await otherNode.TryAcquireAsync(LockId.ForBuild(1), Ct);
        Assert.NotNull(takenOver);

        await first.DisposeAsync();
        Assert.Null(await node.TryAcquireAsync(LockId.ForBuild(1), Ct));
        await using var again = await node.TryAcquireAsync(LockId.ForBuild(2), Ct);
        Assert.NotNull(again);
    }

    [Fact]
    public async Task Many_contenders_get_a_lock_one_at_a_time()
    {
        await using var node = Node();
        await using var otherNode = Node();
        var holders = 0;
        var rounds = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            for (var done = 0; done < 10;)
            {
                await using var taken = await (i % 2 == 0 ? node : otherNode).TryAcquireAsync(LockId.ForScheduling(7), Ct);
                if (taken is not null)
                {
                    Assert.Equal(1, Interlocked.Increment(ref holders));
                    await Task.Yield();
                    Interlocked.Decrement(ref holders);
                    Interlocked.Increment(ref rounds);
                    done++;
                }
            }
        })));

        Assert.Equal(80, rounds);
    }

    private AdvisoryLocks Node() => new(Database.Connections, TimeProvider.System, NullLogger<AdvisoryLocks>.Instance);

    private async Task TerminateHolderOfAsync(LockId id)
    {
        await using var connection = await Database.Source.OpenConnectionAsync(Ct);
        await connection.ExecuteAsync(
            """
            SELECT pg_terminate_backend(pid) FROM pg_locks
             WHERE locktype = 'advisory' AND classid = @Type AND objid = @Key
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """,
            new { Type = (int)id.Type, id.Key });
    }
}
