using Concourse.Core;
using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Steps;
using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Database.Encryption;
using Concourse.Database.Pipelines;
using Concourse.Database.Teams;
using Concourse.Testing.Postgres;
using Dapper;

namespace Concourse.Database.Tests;

/// <summary>Short ways to what most tests need in a database.</summary>
internal sealed class Seed(TestDatabase database)
{
    public async Task<Team> TeamAsync(string name = "main") => (await new TeamsRepository(database.Source).SaveAsync(name, "{}", Ct)).Team;

    public async Task<int> PipelineAsync(int teamId, PipelineConfig config, string name = "pipeline") => (await new PipelinesRepository(database.Source, ColumnCipher.None)
        .SaveAsync(teamId, new PipelineSave { Ref = new PipelineRef(name), Config = config, InitiallyPaused = false }, Ct)).Id;

    public async Task<int> JobIdAsync(string name) => await ScalarAsync<int>($"SELECT id FROM jobs WHERE name = '{name}'");

    public async Task<int> ResourceIdAsync(string name) => await ScalarAsync<int>($"SELECT id FROM resources WHERE name = '{name}'");

    public static ResourceConfig Resource(string name, string type = "git", string uri = "uri") =>
        new() { Name = name, Type = type, Source = new MapValue(("uri", uri)) };

    public static JobConfig Job(string name, params StepConfig[] steps) =>
        new() { Name = name, Plan = [.. steps.Select(step => new Step(step))] };

    public static GetStep Get(string name, bool trigger = false, params string[] passed) =>
        new() { Name = name, Trigger = trigger, Passed = passed.Length > 0 ? passed : null };

    public static Plan DoNothing(string id = "1") => new DoPlan(new PlanId(id), []);

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Ct);
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    public async Task<List<T>> RowsAsync<T>(string sql)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Ct);
        return (await connection.QueryAsync<T>(sql)).AsList();
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Ct);
        await connection.ExecuteAsync(sql);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
