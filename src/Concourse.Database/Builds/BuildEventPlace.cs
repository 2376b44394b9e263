using Concourse.Core.Builds;
using Concourse.Core.Events;
using Concourse.Database.Connections;
using Concourse.Database.Events;
using Npgsql;

namespace Concourse.Database.Builds;

/// <summary>What an update of a build must return so that its status event can be stored in the same transaction.</summary>
internal sealed record BuildEventPlace
{
    public const string Columns = "id, team_id, pipeline_id, job_id, resource_id, resource_type_id, rerun_of";

    public long Id { get; init; }

    public int TeamId { get; init; }

    public int? PipelineId { get; init; }

    public int? JobId { get; init; }

    public int? ResourceId { get; init; }

    public int? ResourceTypeId { get; init; }

    public long? RerunOf { get; init; }

    /// <summary>The time of the status, UTC.</summary>
    public DateTime At { get; init; }

    private EventTable Table => ResourceId is not null || ResourceTypeId is not null
        ? EventTable.OfChecks
        : PipelineId is { } pipeline ? EventTable.OfPipeline(pipeline) : EventTable.OfTeam(TeamId);

    public Task AddStatusAsync(NpgsqlConnection connection, BuildStatus status, CancellationToken ct)
    {
        var statusEvent = new StatusEvent(status, new DateTimeOffset(At).ToUnixTimeSeconds());
        return connection.RunAsync(
            $"""
            INSERT INTO {Table.Name} (build_id, event_id, type, version, payload)
            SELECT @Id, COALESCE(max(event_id) + 1, 0), @Type, @Version, @Payload FROM {Table.Name} WHERE build_id = @Id
            """,
            new { Id, statusEvent.Type, statusEvent.Version, statusEvent.Payload },
            ct);
    }
}
