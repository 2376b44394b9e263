using Concourse.Testing.Postgres;
using Dapper;

namespace Concourse.EndToEnd.Tests.World;

/// <summary>Tells the nodes' components again and again to run, so that nobody waits for their intervals.</summary>
internal sealed class ComponentNudge : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource ended = new();
    private readonly Task nudging;

    public ComponentNudge(TestDatabase database) => nudging = RunAsync(database);

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await nudging;
        ended.Dispose();
    }

    private async Task RunAsync(TestDatabase database)
    {
        while (!ended.IsCancellationRequested)
        {
            await using (var connection = await database.Source.OpenConnectionAsync(CancellationToken.None))
            {
                await connection.ExecuteAsync("NOTIFY worker_registrar; NOTIFY scanner; NOTIFY scheduler; NOTIFY tracker");
            }

            await Task.Delay(Interval, ended.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }
}
