using System.Text.Json.Serialization.Metadata;
using Concourse.Client;
using Concourse.Client.Wire;
using Concourse.Core;
using Fly.Builds;
using Fly.Terminals;

namespace Fly.Commands;

internal sealed class ResourcesCommand() : PipelineListing<Resource>("resources", "rs")
{
    protected override JsonTypeInfo<IReadOnlyList<Resource>> Json => WireJson.Default.IReadOnlyListResource;

    protected override IReadOnlyList<string> Columns { get; } = ["name", "type", "pinned", "check status"];

    protected override Task<IReadOnlyList<Resource>> ListAsync(ConcourseClient client, string team, PipelineRef pipeline, CancellationToken ct) =>
        client.ResourcesAsync(team, pipeline, ct);

    protected override IReadOnlyList<Cell> Row(Resource resource) =>
    [
        resource.Name,
        resource.Type,
        resource.PinnedVersion is { } pinned ? Cells.Version(pinned) : "n/a",
        resource.Build is { } check ? BuildStyles.Cell(check.Status) : Cells.NotAvailable,
    ];
}
