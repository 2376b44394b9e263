using Concourse.Auth.Callers;
using Concourse.Auth.Roles;
using Concourse.Database.Notifications;
using Concourse.Database.Teams;

namespace Concourse.Web.Login;

/// <summary>All teams with their roles, read again after a minute or when a team is saved on any node.</summary>
public sealed class TeamDirectory(TeamsRepository teams, NotificationBus notifications, TimeProvider time) : BackgroundService, ITeamDirectory
{
    private static readonly TimeSpan CachedFor = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim reading = new(1, 1);
    private volatile Snapshot? snapshot;
    private int saved;

    public async Task<IReadOnlyList<TeamAccess>> ListAsync(CancellationToken ct)
    {
        if (snapshot is { } current && current.Until > time.GetUtcNow())
        {
            return current.Teams;
        }

        await reading.WaitAsync(ct);
        try
        {
            if (snapshot is { } fresh && fresh.Until > time.GetUtcNow())
            {
                return fresh.Teams;
            }

            var savedBefore = Volatile.Read(ref saved);
            var read = await teams.ListAsync(ct);
            var access = read.Select(t => new TeamAccess(t.Name, t.Admin, TeamAuth.Parse(t.Auth))).ToList();
            snapshot = new Snapshot(access, time.GetUtcNow() + CachedFor);
            if (Volatile.Read(ref saved) != savedBefore)
            {
                // A team was saved while they were read, so they may be the old ones.
                snapshot = null;
            }

            return access;
        }
        finally
        {
            reading.Release();
        }
    }

    public override void Dispose()
    {
        reading.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var changes = await notifications.SubscribeAsync(Channels.TeamCache, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await changes.WaitAsync(stoppingToken);
            Interlocked.Increment(ref saved);
            snapshot = null;
        }
    }

    private sealed record Snapshot(IReadOnlyList<TeamAccess> Teams, DateTimeOffset Until);
}
