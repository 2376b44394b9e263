using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Steps;
using Concourse.Database.Encryption;
using Concourse.Testing.Postgres;

namespace Concourse.Database.Tests;

/// <summary>A test class whose database holds team <c>main</c> with a small pipeline: repo → build → image → deploy.</summary>
public abstract class PipelineFixtureTest(PostgresFixture postgres) : DatabaseTest(postgres)
{
    protected static ColumnCipher Cipher { get; } = ColumnCipher.WithKey(new byte[16]);

    protected int TeamId { get; private set; }

    protected int PipelineId { get; private set; }

    protected int BuildJob { get; private set; }

    protected int DeployJob { get; private set; }

    protected int Repo { get; private set; }

    private protected Seed Rows => new(Database);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        TeamId = (await Rows.TeamAsync()).Id;
        PipelineId = await Rows.PipelineAsync(TeamId, new PipelineConfig
        {
            Resources = [Seed.Resource("repo"), Seed.Resource("image", "registry-image")],
            Jobs =
            [
                Seed.Job("build", Seed.Get("repo", trigger: true), new PutStep { Name = "image" }),
                Seed.Job("deploy", Seed.Get("repo", false, "build"), Seed.Get("image", true, "build")),
            ],
        });
        BuildJob = await Rows.JobIdAsync("build");
        DeployJob = await Rows.JobIdAsync("deploy");
        Repo = await Rows.ResourceIdAsync("repo");
        await Rows.ExecuteAsync("UPDATE jobs SET last_scheduled = schedule_requested");
    }

    /// <summary>Names of the jobs that are to be scheduled.</summary>
    protected async Task<string> RequestedJobsAsync() =>
        string.Join(',', await Rows.RowsAsync<string>("SELECT name FROM jobs WHERE schedule_requested > last_scheduled ORDER BY name"));
}
