using Dapper;
using Npgsql;

namespace Concourse.Database.Execution;

/// <summary>Directories that a job's task keeps from run to run, one volume per worker (engine chapter §7.2).</summary>
public sealed class TaskCachesRepository(NpgsqlDataSource database)
{
    /// <summary>Handles of the worker's current cache volumes of a task, by cache path as configured.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FindVolumesAsync(int jobId, string stepName, string workerName, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<(string Path, string Handle)>(new CommandDefinition(
            """
            SELECT t.path, v.handle
            FROM task_caches t
            JOIN worker_task_caches w ON w.task_cache_id = t.id
            JOIN volumes v ON v.worker_task_cache_id = w.id
            WHERE t.job_id = @jobId AND t.step_name = @stepName AND w.worker_name = @workerName AND v.state = 'created'
            ORDER BY v.id
            """,
            new { jobId, stepName, workerName },
            cancellationToken: ct));
        var volumes = new Dictionary<string, string>();
        foreach (var (path, handle) in rows)
        {
            volumes[path] = handle;
        }

        return volumes;
    }

    /// <summary>Makes a volume the task's cache in place of the one before, which the collector then removes. May be repeated.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="stepName">The task step.</param>
    /// <param name="path">The cache path as configured.</param>
    /// <param name="timeToLive">How long it may stay unused; null for ever.</param>
    /// <param name="workerName">Where the volume is.</param>
    /// <param name="volumeHandle">The new cache.</param>
    /// <param name="ct">Cancels.</param>
    public async Task ReplaceAsync(
        int jobId, string stepName, string path, TimeSpan? timeToLive, string workerName, string volumeHandle, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var entry = await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            """
            WITH cache AS (
              INSERT INTO task_caches (job_id, step_name, path, ttl, last_used) VALUES (@jobId, @stepName, @path, @ttl, now())
              ON CONFLICT (job_id, step_name, path) DO UPDATE SET ttl = excluded.ttl, last_used = excluded.last_used
              RETURNING id)
            INSERT INTO worker_task_caches (worker_name, task_cache_id) SELECT @workerName, id FROM cache
            ON CONFLICT (worker_name, task_cache_id) DO UPDATE SET worker_name = excluded.worker_name
            RETURNING id
            """,
            new { jobId, stepName, path, ttl = (long)(timeToLive?.TotalSeconds ?? 0), workerName },
            transaction,
            cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE volumes SET worker_task_cache_id = NULL WHERE worker_task_cache_id = @entry AND handle <> @volumeHandle;
            UPDATE volumes SET worker_task_cache_id = @entry WHERE handle = @volumeHandle;
            """,
            new { entry, volumeHandle },
            transaction,
            cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }
}
