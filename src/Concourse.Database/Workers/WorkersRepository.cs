using System.Text.Json;
using Concourse.Database.Connections;
using Npgsql;

namespace Concourse.Database.Workers;

/// <summary>Workers and the base resource types they offer. Source: database chapter §8.</summary>
public sealed class WorkersRepository(NpgsqlDataSource database)
{
    private const string Select =
        """
        SELECT w.name, COALESCE(w.platform, '') AS platform, COALESCE(w.tags, '[]') AS tags_json, COALESCE(w.resource_types, '[]') AS types_json,
               w.team_id, t.name AS team_name, w.state::text AS state, w.version, COALESCE(w.ephemeral, false) AS ephemeral,
               COALESCE(w.active_containers, 0) AS active_containers, COALESCE(w.active_volumes, 0) AS active_volumes,
               COALESCE(w.active_tasks, 0) AS active_tasks, w.start_time, w.expires
          FROM workers w LEFT JOIN teams t ON t.id = w.team_id
        """;

    /// <summary>Registers a worker or renews its registration.</summary>
    /// <exception cref="WorkerOwnedByOthersException">The name belongs to somebody else.</exception>
    public Task RegisterAsync(WorkerRegistration worker, CancellationToken ct) =>
        database.InTransactionAsync(connection => RegisterAsync(connection, worker, ct), ct);

    public async Task<Worker?> FindAsync(string name, CancellationToken ct) =>
        (await database.RowAsync<WorkerRow>($"{Select} WHERE w.name = @name", new { name }, ct))?.ToWorker();

    public async Task<IReadOnlyList<Worker>> ListAsync(CancellationToken ct) =>
        (await database.RowsAsync<WorkerRow>($"{Select} ORDER BY w.name", null, ct)).ConvertAll(row => row.ToWorker());

    /// <summary>The workers that some teams may see: their own and those of all teams.</summary>
    public async Task<IReadOnlyList<Worker>> ListVisibleAsync(IReadOnlyCollection<string> teamNames, CancellationToken ct) =>
        (await database.RowsAsync<WorkerRow>(
            $"{Select} WHERE w.team_id IS NULL OR t.name = ANY (@teams) ORDER BY w.name", new { teams = teamNames.ToArray() }, ct))
        .ConvertAll(row => row.ToWorker());

    /// <summary>Deletes a worker with everything on it. Returns whether there was one.</summary>
    public async Task<bool> DeleteAsync(string name, CancellationToken ct) =>
        await database.RunAsync("DELETE FROM workers WHERE name = @name", new { name }, ct) > 0;

    /// <summary>Running workers whose time is over become stalled, ephemeral ones go. Returns the names of both.</summary>
    public async Task<IReadOnlyList<string>> StallExpiredAsync(CancellationToken ct) => await database.RowsAsync<string>(
        """
        WITH gone AS (DELETE FROM workers WHERE ephemeral AND expires < now() RETURNING name),
             stalled AS (UPDATE workers SET state = 'stalled', expires = NULL
                          WHERE state = 'running' AND expires < now() AND NOT COALESCE(ephemeral, false) RETURNING name)
        SELECT name FROM gone UNION ALL SELECT name FROM stalled
        """,
        null,
        ct);

    private static async Task RegisterAsync(NpgsqlConnection connection, WorkerRegistration worker, CancellationToken ct)
    {
        var saved = await connection.RunAsync(
            """
            INSERT INTO workers (name, platform, tags, resource_types, team_id, version, ephemeral, active_containers, active_volumes,
                                 start_time, expires, state)
            VALUES (@Name, @Platform, @tags, @types, @TeamId, @Version, @Ephemeral, @ActiveContainers, @ActiveVolumes,
                    @StartTime, now() + @TimeToLive, 'running')
            ON CONFLICT (name) DO UPDATE
               SET platform = EXCLUDED.platform, tags = EXCLUDED.tags, resource_types = EXCLUDED.resource_types, version = EXCLUDED.version,
                   ephemeral = EXCLUDED.ephemeral, active_containers = EXCLUDED.active_containers, active_volumes = EXCLUDED.active_volumes,
                   start_time = EXCLUDED.start_time, expires = EXCLUDED.expires, state = EXCLUDED.state
             WHERE workers.team_id IS NOT DISTINCT FROM EXCLUDED.team_id
            """,
            new
            {
                worker.Name,
                worker.Platform,
                tags = JsonSerializer.Serialize(worker.Tags, WorkerJson.Default.IReadOnlyListString),
                types = WorkerJson.Write(worker.ResourceTypes),
                worker.TeamId,
                worker.Version,
                worker.Ephemeral,
                worker.ActiveContainers,
                worker.ActiveVolumes,
                worker.StartTime,
                worker.TimeToLive,
            },
            ct);
        if (saved == 0)
        {
            throw new WorkerOwnedByOthersException();
        }

        await SaveTypesAsync(connection, worker, ct);
    }

    /// <summary>
    /// A type whose image or version changed gets a new row: deleting the old one ends its check sessions and
    /// invalidates its caches. Unchanged rows are not touched.
    /// </summary>
    private static Task<int> SaveTypesAsync(NpgsqlConnection connection, WorkerRegistration worker, CancellationToken ct) => connection.RunAsync(
        """
        INSERT INTO base_resource_types (name, unique_version_history)
        SELECT name, unique_history FROM unnest(@types, @uniques) AS offered (name, unique_history)
        ON CONFLICT (name) DO UPDATE SET unique_version_history = true
         WHERE EXCLUDED.unique_version_history AND NOT base_resource_types.unique_version_history;
        DELETE FROM worker_base_resource_types old
         WHERE old.worker_name = @Name
           AND NOT EXISTS (
               SELECT FROM unnest(@types, @images, @versions) AS offered (name, image, version)
                 JOIN base_resource_types t ON t.name = offered.name
                WHERE t.id = old.base_resource_type_id AND offered.image = old.image AND offered.version = old.version);
        INSERT INTO worker_base_resource_types (worker_name, base_resource_type_id, image, version)
        SELECT @Name, t.id, offered.image, offered.version
          FROM unnest(@types, @images, @versions) AS offered (name, image, version)
          JOIN base_resource_types t ON t.name = offered.name
        ON CONFLICT (worker_name, base_resource_type_id) DO NOTHING;
        """,
        new
        {
            worker.Name,
            types = worker.ResourceTypes.Select(type => type.Type).ToArray(),
            images = worker.ResourceTypes.Select(type => type.Image).ToArray(),
            versions = worker.ResourceTypes.Select(type => type.Version).ToArray(),
            uniques = worker.ResourceTypes.Select(type => type.UniqueVersionHistory).ToArray(),
        },
        ct);

    private sealed record WorkerRow
    {
        public required string Name { get; init; }

        public required string Platform { get; init; }

        public required string TagsJson { get; init; }

        public required string TypesJson { get; init; }

        public int? TeamId { get; init; }

        public string? TeamName { get; init; }

        public WorkerState State { get; init; }

        public string? Version { get; init; }

        public bool Ephemeral { get; init; }

        public int ActiveContainers { get; init; }

        public int ActiveVolumes { get; init; }

        public int ActiveTasks { get; init; }

        public DateTime? StartTime { get; init; }

        public DateTime? Expires { get; init; }

        public Worker ToWorker() => new()
        {
            Name = Name,
            Platform = Platform,
            Tags = JsonSerializer.Deserialize(TagsJson, WorkerJson.Default.IReadOnlyListString) ?? [],
            ResourceTypes = WorkerJson.Read(TypesJson),
            TeamId = TeamId,
            TeamName = TeamName,
            State = State,
            Version = Version,
            Ephemeral = Ephemeral,
            ActiveContainers = ActiveContainers,
            ActiveVolumes = ActiveVolumes,
            ActiveTasks = ActiveTasks,
            StartTime = StartTime,
            Expires = Expires,
        };
    }
}
