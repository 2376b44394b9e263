using Concourse.Core.Values;
using Concourse.Database.Connections;
using Npgsql;

namespace Concourse.Database.Pipelines;

/// <summary>The order in which a team's pipelines and the instances of one are shown.</summary>
public sealed class PipelineOrderRepository(NpgsqlDataSource database)
{
    /// <summary>Orders by name. Returns the first unknown name, then nothing is changed, or null when done.</summary>
    public async Task<string?> OrderAsync(int teamId, IReadOnlyList<string> names, CancellationToken ct)
    {
        var unknown = await database.ScalarAsync<string>(
            """
            SELECT wanted.name FROM unnest(@names) WITH ORDINALITY AS wanted (name, position)
             WHERE NOT EXISTS (SELECT FROM pipelines p WHERE p.team_id = @teamId AND p.name = wanted.name)
             ORDER BY position LIMIT 1
            """,
            new { teamId, names = names.ToArray() },
            ct);
        if (unknown is null)
        {
            await database.RunAsync(
                """
                UPDATE pipelines p SET ordering = wanted.position - 1
                  FROM (SELECT name, min(position)::int AS position FROM unnest(@names) WITH ORDINALITY AS w (name, position) GROUP BY name) AS wanted
                 WHERE p.team_id = @teamId AND p.name = wanted.name
                """,
                new { teamId, names = names.ToArray() },
                ct);
        }

        return unknown;
    }

    /// <summary>
    /// Orders the instances of one name; empty vars stand for the pipeline that is no instance. Returns the position of
    /// the first unknown instance, then nothing is changed, or null when done.
    /// </summary>
    public async Task<int?> OrderInstancesAsync(int teamId, string name, IReadOnlyList<MapValue> instances, CancellationToken ct)
    {
        var values = new { teamId, name, instances = instances.Select(vars => vars.Count == 0 ? null : vars.ToString()).ToList() };
        var unknown = await database.ScalarAsync<int?>(
            """
            SELECT position::int - 1 FROM unnest(@instances) WITH ORDINALITY AS wanted (vars, position)
             WHERE NOT EXISTS (SELECT FROM pipelines p WHERE p.team_id = @teamId AND p.name = @name
                                  AND p.instance_vars IS NOT DISTINCT FROM wanted.vars::jsonb)
             ORDER BY position LIMIT 1
            """,
            values,
            ct);
        if (unknown is null)
        {
            await database.RunAsync(
                """
                UPDATE pipelines p SET secondary_ordering = wanted.position
                  FROM unnest(@instances) WITH ORDINALITY AS wanted (vars, position)
                 WHERE p.team_id = @teamId AND p.name = @name AND p.instance_vars IS NOT DISTINCT FROM wanted.vars::jsonb
                """,
                values,
                ct);
        }

        return unknown;
    }
}
