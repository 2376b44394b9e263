using System.Collections.Concurrent;
using Concourse.Core.Configuration;
using Concourse.Database.Pipelines;

namespace Concourse.Scheduling.Pipelines;

/// <summary>
/// Parsed pipeline configs, kept while their version is the current one: a scan of thousands of resources decrypts and parses
/// only what was saved since the last.
/// </summary>
public sealed class PipelineConfigs(PipelinesRepository pipelines)
{
    private readonly ConcurrentDictionary<int, (int Version, PipelineConfig Config)> known = new();

    /// <summary>The config of a pipeline; null when it was archived or deleted.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="version">Its config version as the caller just read it.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task<PipelineConfig?> FindAsync(int pipelineId, int version, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(pipelineId, out var cached) && cached.Version == version)
        {
            return cached.Config;
        }

        if (await pipelines.ReadConfigAsync(pipelineId, cancellationToken) is not { } stored)
        {
            known.TryRemove(pipelineId, out _);
            return null;
        }

        var config = ConfigReader.PipelineJson(stored.Json);
        known[pipelineId] = (stored.Version, config);
        return config;
    }

    /// <summary>Forgets pipelines that are not among those named.</summary>
    public void Retain(IReadOnlySet<int> pipelineIds)
    {
        foreach (var id in known.Keys.Where(id => !pipelineIds.Contains(id)))
        {
            known.TryRemove(id, out _);
        }
    }
}
