using Concourse.Database.Connections;
using Npgsql;

namespace Concourse.Database.Caches;

/// <summary>The cache of one path of one task step of a job.</summary>
public sealed record TaskCacheKey(int JobId, string StepName, string Path);

/// <summary>Task caches and the volumes that hold them on workers. The last finisher wins.</summary>
public sealed class TaskCachesRepository(NpgsqlDataSource database)
{
    /// <summary>The created volume that holds a cache on a worker; null if there is none. It counts as used now.</summary>
    public Task<string?> FindVolumeAsync(TaskCacheKey key, string workerName, CancellationToken ct) => database.ScalarAsync<string>(
        """
        WITH used AS (
            UPDATE task_caches SET last_used = now() WHERE job_id = @JobId AND step_name = @StepName AND path = @Path RETURNING id)
        SELECT v.handle
          FROM used JOIN worker_task_caches c ON c.task_cache_id = used.id AND c.worker_name = @workerName
          JOIN volumes v ON v.worker_task_cache_id = c.id AND v.state = 'created'
         ORDER BY v.id DESC
         LIMIT 1
        """,
        new { key.JobId, key.StepName, key.Path, workerName },
        ct);

    /// <summary>Makes a created volume the cache on its worker; what held it before is released. Returns false if the volume is gone.</summary>
    /// <param name="key">The cache.</param>
    /// <param name="volumeHandle">A created volume.</param>
    /// <param name="timeToLive">After this long without use the cache may go; zero: never.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<bool> InitializeAsync(TaskCacheKey key, string volumeHandle, TimeSpan timeToLive, CancellationToken ct) =>
        database.InTransactionAsync(
            async connection =>
            {
                var cacheId = await connection.ScalarAsync<int?>(
                    """
                    WITH cache AS (
                        INSERT INTO task_caches (job_id, step_name, path, ttl)
                        SELECT @JobId, @StepName, @Path, @ttl WHERE EXISTS (SELECT FROM volumes WHERE handle = @volumeHandle AND state = 'created')
                        ON CONFLICT (job_id, step_name, path) DO UPDATE SET ttl = EXCLUDED.ttl, last_used = now()
                        RETURNING id)
                    INSERT INTO worker_task_caches (worker_name, task_cache_id)
                    SELECT v.worker_name, cache.id FROM cache, volumes v WHERE v.handle = @volumeHandle AND v.state = 'created'
                    ON CONFLICT (worker_name, task_cache_id) DO UPDATE SET worker_name = EXCLUDED.worker_name
                    RETURNING id
                    """,
                    new { key.JobId, key.StepName, key.Path, volumeHandle, ttl = (long)timeToLive.TotalSeconds },
                    ct);
                return cacheId is not null && await connection.RunAsync(
                    """
                    UPDATE volumes SET worker_task_cache_id = NULL WHERE worker_task_cache_id = @cacheId AND handle <> @volumeHandle;
                    UPDATE volumes SET worker_task_cache_id = @cacheId WHERE handle = @volumeHandle;
                    """,
                    new { cacheId, volumeHandle },
                    ct) > 0;
            },
            ct);

    /// <summary>Deletes a step's caches, or that of one path. Returns how many.</summary>
    public Task<int> DeleteAsync(int jobId, string stepName, string? path, CancellationToken ct) => database.RunAsync(
        "DELETE FROM task_caches WHERE job_id = @jobId AND step_name = @stepName AND (@path::text IS NULL OR path = @path)",
        new { jobId, stepName, path },
        ct);
}
