using Concourse.Testing.Postgres;

namespace Concourse.EndToEnd.Tests.Crashes;

/// <summary>What a build leaves when no node is killed; itself checked against what its scripts say.</summary>
public sealed class UndisturbedBuild(PostgresFixture postgres) : IAsyncLifetime
{
    private BuildRecord? record;

    internal BuildRecord Record => record ?? throw new InvalidOperationException("the fixture has not been initialised");

    public async ValueTask InitializeAsync()
    {
        await using var build = await CrashedBuild.StartAsync(postgres, [], CancellationToken.None);
        try
        {
            record = await build.EndAsync(CancellationToken.None);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{build.NodeLog}", e);
        }

        Assert.Equal("succeeded", record.Status);
        Assert.Equal(
            [
                "build ends", "build starts", "in-release 2 ends", "in-release starts", "in-src 1 ends", "in-src starts",
                "last ends", "last starts", "left ends", "left starts", "out-release ends", "out-release starts",
                "right ends", "right starts",
            ],
            record.Ledger);
        Assert.Equal(7, record.Logs.Count);
        Assert.All(record.Logs, log => Assert.Contains("broken \\u20AC and \\u00E9", log, StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
